export { asDerived, type LastOrder, lastOrderOf, newer } from "./last-order.ts";
export type { ProjectionStore } from "./projection-store.ts";
