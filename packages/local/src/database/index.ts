export { ArchiveError, backUpHome, restoreHome } from "./archive.ts";
export { type Database, openDatabase } from "./database.ts";
export { dynoxideBinary, EmbeddedDatabaseError } from "./dynoxide.ts";
