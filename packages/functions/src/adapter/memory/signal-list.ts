import { ORDER_LIFETIME_SECONDS } from "@bellwether/core/order";
import type { ListSignals, SignalFilter, SignalKey, SignalRow } from "@bellwether/core/projection";
import { readStoredSignal } from "../stored-signal.ts";
import type { SignalItems } from "./projection-store.ts";

/** In-memory implementation over the rows that the projection writes. */
export function memorySignalList(signals: SignalItems): ListSignals {
  return async ({ asOf, limit, after, filter }) => {
    const rows = [...signals.values()]
      .filter(({ placed_at }) => placed_at > asOf - ORDER_LIFETIME_SECONDS)
      .filter((row) => passes(row, filter))
      .sort((one, other) => compare(other, one))
      .filter((row) => after === null || compare(row, after) < 0);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      signals: shown.map(readStoredSignal),
      next_after:
        rows.length > limit && last !== undefined
          ? { workflow_id: last.workflow_id, placed_at: last.placed_at }
          : null,
    };
  };
}

function passes(row: SignalRow, filter: SignalFilter): boolean {
  return Object.entries(filter).every(
    ([name, value]) => value === undefined || row[name as keyof SignalFilter] === value,
  );
}

function compare(one: SignalKey, other: SignalKey): number {
  if (one.placed_at !== other.placed_at) return one.placed_at - other.placed_at;
  if (one.workflow_id === other.workflow_id) return 0;
  return one.workflow_id < other.workflow_id ? -1 : 1;
}
