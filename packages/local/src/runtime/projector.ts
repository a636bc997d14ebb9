import { counted } from "@bellwether/core/text";
import { projectHandler, rebuild } from "@bellwether/functions/handler";
import type { StreamConsumer } from "@bellwether/stream-consumer";
import type { Queue } from "../queue/queue.ts";
import type { ChangeFeed } from "../server/change-feed.ts";
import { orderStream } from "./order-stream.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import type { Stores } from "./stores.ts";

/** The projector of this machine, behind the stream of the orders table. */
export type Projector = Readonly<{
  stream: StreamConsumer;
  /** Wakes the stream consumer. Called after each order that this process stores. */
  orderStored: () => void;
  /** Resolves once every order stored by this process before the call is projected. */
  projected: () => Promise<void>;
  /** Lists the orders of a database that an earlier release filled, which kept no list of signals. */
  listEarlierOrders: () => Promise<void>;
}>;

/** The caller starts it with `stream.start()`. */
export function openProjector(
  deps: PipelineDeps,
  stores: Stores,
  parked: Queue,
  changes: Pick<ChangeFeed, "report">,
): Projector {
  const { meter, log } = deps;
  const project = projectHandler({
    projections: {
      ...stores.projections,
      async advance(workflowId, lastOrder, ticks) {
        const outcome = await stores.projections.advance(workflowId, lastOrder, ticks);
        meter.projected(workflowId, lastOrder.placed_at);
        changes.report({ kind: "order", id: lastOrder.id });
        return outcome;
      },
    },
    observe: deps.metrics.observe,
    systemNow: deps.systemNow,
    log,
  });
  const stream = orderStream({
    ...deps,
    handler: project,
    rebuild: () => rebuildAll(deps, stores),
    parked,
  });
  // An earlier process may have left records unread.
  let unread = true;
  return {
    stream,
    orderStored() {
      unread = true;
      stream.wake();
    },
    async listEarlierOrders() {
      const { projections } = stores;
      if ((await projections.signalKeys(null)).keys.length > 0) return;
      if ((await projections.orderKeys(null)).keys.length > 0) await rebuildAll(deps, stores);
    },
    async projected() {
      if (!unread) return;
      unread = false;
      await stream.caughtUp();
    },
  };
}

/** Restores what a gap in the stream may have lost. Rejects when a workflow could not be derived: the
 *  stream consumer then asks again. */
async function rebuildAll(deps: PipelineDeps, { workflows, projections }: Stores): Promise<void> {
  const { failed } = await rebuild({ ...deps, projections, scanWorkflows: workflows.scan })();
  if (failed.length > 0)
    throw new Error(`${counted(failed.length, "projection")} could not be rebuilt`);
}
