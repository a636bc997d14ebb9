export { warnOfRows } from "./row-warning.ts";
