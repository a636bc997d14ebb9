export { StoreError } from "./store-error.ts";
export type { Stored } from "./stored.ts";
