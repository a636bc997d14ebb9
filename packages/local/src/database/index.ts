export { dynoxideBinary, startEmbeddedDatabase } from "./dynoxide.ts";
