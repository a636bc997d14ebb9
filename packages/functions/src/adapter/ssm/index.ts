export type { ParameterStore } from "./parameter-store.ts";
