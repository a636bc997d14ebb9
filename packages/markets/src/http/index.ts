export type { Priority } from "./budget.ts";
export type { HttpDeps } from "./request.ts";
