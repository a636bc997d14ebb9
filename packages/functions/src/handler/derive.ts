import { isDeepStrictEqual } from "node:util";
import { asDerived, lastOrderOf, type ProjectionStore } from "@bellwether/core/projection";
import { StoreError } from "@bellwether/core/store";

export type DeriveDeps = Readonly<{ projections: ProjectionStore }>;

/** Whether `last_order` was right already, was corrected, or its workflow does not exist. */
export type DeriveOutcome = "unchanged" | "written" | "gone";

/** A round fails only when an order was added or removed meanwhile; more failures are a fault. */
const MAX_ROUNDS = 20;

/** Makes `last_order` name the newest order present, whatever it says now and whoever else writes.
 *
 *  Each round reads `last_order`, then the newest order, and writes on condition that `last_order`
 *  is still what was read: a projector that moved it meanwhile wins, and the round is repeated. The
 *  order may have been removed between the read and the write, and the projector may have ignored
 *  that removal because `last_order` did not name the order yet. So the newest order is read once
 *  more after the write, and the round counts only when both reads agree.
 *
 *  Rejects with `StoreError` when the store fails or the workflow never becomes stable. */
export const derive =
  ({ projections }: DeriveDeps) =>
  async (workflowId: string): Promise<DeriveOutcome> => {
    let outcome: DeriveOutcome = "unchanged";
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const current = await projections.readLastOrder(workflowId);
      if (current.kind === "gone") return "gone";
      const newest = await projections.newestOrder(workflowId);
      const next = newest === null ? null : lastOrderOf(newest);
      if (isDeepStrictEqual(asDerived(current.stored), next)) return outcome;
      const written = await projections.replace(workflowId, current.placed_at, next);
      if (written === "gone") return "gone";
      if (written === "conflict") continue;
      outcome = "written";
      const confirmed = await projections.newestOrder(workflowId);
      if (confirmed?.placed_at === newest?.placed_at) return outcome;
    }
    throw new StoreError("unavailable", `workflow ${workflowId} did not come to rest`, {
      retryable: true,
    });
  };
