export {
  asDerived,
  type LastOrder,
  lastOrderOf,
  newer,
  type Projection,
  projectionOf,
} from "./last-order.ts";
export {
  type KeyPage,
  MAX_KEYS,
  type ProjectionStore,
  type StoredProjection,
  type StoredRow,
} from "./projection-store.ts";
export type { ListSignals, SignalFilter, SignalPage } from "./signal-list.ts";
export { type SignalKey, type SignalRow, signalRowOf, signalRowSchema } from "./signal-row.ts";
