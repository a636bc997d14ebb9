export { startDatabaseServer } from "./database-server.ts";
