export { openDatabase } from "./database.ts";
export { dynoxideBinary } from "./dynoxide.ts";
