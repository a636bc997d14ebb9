import { isDeepStrictEqual } from "node:util";
import { isExpired } from "@bellwether/core/order";
import {
  MAX_KEYS,
  type ProjectionStore,
  type SignalKey,
  type SignalRow,
  signalRowOf,
} from "@bellwether/core/projection";
import { signalId } from "@bellwether/core/signal";
import { StoreError } from "@bellwether/core/store";
import type { MarketNow } from "@bellwether/core/time";

export type DeriveSignalsDeps = Readonly<{
  projections: Pick<ProjectionStore, "readOrders" | "readSignals" | "putSignal" | "removeSignal">;
  marketNow: MarketNow;
}>;

/** A row that differs from its order; `row` is null where there is no such order. */
export type SignalDifference = Readonly<{ key: SignalKey; row: SignalRow | null; name: string }>;

const MAX_ROUNDS = 20;

/** Sets the rows of some keys from the stored orders, and returns the differences. An order
 *  that has expired gets no row again.
 *
 *  An order may be added or removed between a read and a write. Rounds are therefore repeated until one
 *  finds no difference. Rejects with `StoreError`. */
export const deriveSignals =
  (deps: DeriveSignalsDeps) =>
  async (keys: readonly SignalKey[]): Promise<readonly SignalDifference[]> => {
    const { projections } = deps;
    let found: readonly SignalDifference[] | null = null;
    let open = keys;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const differences = await signalDifferences(deps)(open);
      found ??= differences;
      if (differences.length === 0) return found;
      await Promise.all(
        differences.map(({ key, row }) =>
          row === null ? projections.removeSignal(key) : projections.putSignal(row),
        ),
      );
      open = differences.map(({ key }) => key);
    }
    throw new StoreError(
      "unavailable",
      "the list of signals changed at every attempt to derive it",
      {
        retryable: true,
      },
    );
  };

/** The rows that differ from the stored orders. */
export const signalDifferences =
  ({ projections, marketNow }: DeriveSignalsDeps) =>
  async (keys: readonly SignalKey[]): Promise<readonly SignalDifference[]> => {
    const differences: SignalDifference[] = [];
    for (let from = 0; from < keys.length; from += MAX_KEYS) {
      const group = keys.slice(from, from + MAX_KEYS);
      const [orders, stored] = await Promise.all([
        projections.readOrders(group),
        projections.readSignals(group),
      ]);
      const rows = new Map(orders.map((order) => [idOf(order), signalRowOf(order)]));
      const shown = new Map(stored.map((each) => [idOf(each.key), each.stored]));
      for (const key of group) {
        const row = rows.get(idOf(key)) ?? null;
        const now = shown.get(idOf(key)) ?? null;
        if (isDeepStrictEqual(row, now)) continue;
        // The order is still there because each table deletes expired items at its own pace.
        if (row !== null && now === null && isExpired(row, marketNow())) continue;
        differences.push({ key, row, name: row?.workflow_name ?? idOf(key) });
      }
    }
    return differences;
  };

function idOf({ workflow_id, placed_at }: SignalKey): string {
  return signalId(workflow_id, placed_at);
}
