import { isDeepStrictEqual } from "node:util";
import {
  asDerived,
  type Projection,
  type ProjectionStore,
  projectionOf,
  type StoredProjection,
} from "@bellwether/core/projection";
import { StoreError } from "@bellwether/core/store";

export type DeriveDeps = Readonly<{
  projections: Pick<ProjectionStore, "read" | "replace" | "ordersOf">;
}>;

/** Whether the projection was right already, was corrected, or its workflow does not exist. */
export type DeriveOutcome = "unchanged" | "written" | "gone";

/** A round fails only when an order was added or removed meanwhile; more failures are a fault. */
const MAX_ROUNDS = 20;

/** Sets `last_order` and `signal_ticks` from the stored orders, whatever their present values, and
 *  also while other writers change them.
 *
 *  Each round reads the projection, then the orders, and writes on condition that the projection is
 *  still what was read: a projector that moved it meanwhile wins, and the round is repeated. An order
 *  may have been removed between the read and the write, and the projector may have ignored that
 *  removal because the projection did not name the order yet. So the orders are read once more after
 *  the write, and the round counts only when both reads agree.
 *
 *  Rejects with `StoreError` when the store fails or the workflow never becomes stable. */
export const derive =
  ({ projections }: DeriveDeps) =>
  async (workflowId: string): Promise<DeriveOutcome> => {
    let outcome: DeriveOutcome = "unchanged";
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const current = await projections.read(workflowId);
      if (current.kind === "gone") return "gone";
      const next = projectionOf(await projections.ordersOf(workflowId));
      if (isProjected(current, next)) return outcome;
      const written = await projections.replace(workflowId, current, next);
      if (written === "gone") return "gone";
      if (written === "conflict") continue;
      outcome = "written";
      const confirmed = projectionOf(await projections.ordersOf(workflowId));
      if (isDeepStrictEqual(confirmed, next)) return outcome;
    }
    throw new StoreError(
      "unavailable",
      `workflow ${workflowId} changed at every attempt to derive it`,
      {
        retryable: true,
      },
    );
  };

/** Whether a stored projection is the one of its orders. */
export function isProjected(current: StoredProjection, next: Projection): boolean {
  return (
    isDeepStrictEqual(asDerived(current.stored), next.last_order) &&
    isDeepStrictEqual(current.signal_ticks ?? [], next.signal_ticks)
  );
}
