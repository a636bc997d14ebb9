export { startDatabaseServer } from "./database-server.ts";
export { freePort } from "./free-port.ts";
