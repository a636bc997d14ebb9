// A thread inherits nothing that reads TypeScript, so this much is JavaScript.
import { register } from "tsx/esm/api";

register();
await import("./reader-thread.ts");
