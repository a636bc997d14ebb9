import * as z from "zod";

// Compiled parsers need `eval`, which the page's content policy refuses and reports. Schemas read
// this setting when they are created, so this module is imported before all others, and built into
// one file with the library (vite.config.ts).
z.config({ jitless: true });
