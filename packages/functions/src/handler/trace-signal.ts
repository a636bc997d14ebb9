import { type FindMessage, type Trace, type TraceFacts, traceHops } from "@bellwether/core/api";
import { channelServedBy, isRoutedTo } from "@bellwether/core/channel";
import { type Consumer } from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import type { Order, OrderStore } from "@bellwether/core/order";
import { type RunStore } from "@bellwether/core/run";
import { ORDER_SIGNAL, type ReadDecisions, signalId } from "@bellwether/core/signal";
import { type ReadReceipt, receiptKey } from "@bellwether/core/store";
import type { Instant, MarketNow, SystemNow } from "@bellwether/core/time";
import type { WorkflowStore } from "@bellwether/core/workflow";
import * as z from "zod";
import { decidedTick } from "./decided-tick.ts";
import { PARKED_QUEUE } from "./system-status.ts";

export type TraceDeps = Readonly<{
  runs: Pick<RunStore, "read">;
  readDecisions: ReadDecisions;
  orders: Pick<OrderStore, "read">;
  workflows: Pick<WorkflowStore, "read">;
  readReceipt: ReadReceipt;
  findMessage: FindMessage;
  /** How far the projector is behind, in milliseconds; null if it is not known. */
  readIteratorAge: () => Promise<number | null>;
  /** The queues that exist here. */
  queues: readonly string[];
  marketNow: MarketNow;
  systemNow: SystemNow;
  log: Log;
}>;

type SignalKey = Readonly<{ workflow_id: string; placed_at: Instant }>;

/** Reads the path of a signal. Rejects with `StoreError`. */
export type TraceSignal = (key: SignalKey) => Promise<Trace>;

const STORING: Consumer = "persist";
/** The queue of ticks. */
const TICKS = "generate";

/** Follows a signal through the stored data, not the log. */
export const traceSignal =
  (deps: TraceDeps): TraceSignal =>
  async (key) => {
    const asked = await factsOf(deps, key);
    // Without a run at that instant, as `explain` does.
    const placed_at = isKnown(asked)
      ? key.placed_at
      : await decidedTick(deps.readDecisions, key.placed_at);
    const isSame = placed_at === key.placed_at;
    const facts = isSame ? asked : await factsOf(deps, { ...key, placed_at });
    return {
      id: facts.id,
      workflow_id: key.workflow_id,
      workflow_name: facts.workflow?.name ?? facts.order?.workflow_name ?? null,
      placed_at,
      hops: [...traceHops(facts)],
      as_of: facts.asOf,
    };
  };

/** Whether there is a run at this tick, or a message or an order that proves one. */
function isKnown({ run, order, tickMessage }: TraceFacts): boolean {
  return run !== null || order !== null || tickMessage !== null;
}

async function factsOf(deps: TraceDeps, key: SignalKey): Promise<TraceFacts> {
  const { workflow_id, placed_at } = key;
  const id = signalId(workflow_id, placed_at);
  const asOf = deps.marketNow();
  const [run, decisions, order, workflow] = await Promise.all([
    deps.runs.read(placed_at),
    deps.readDecisions(placed_at),
    deps.orders.read(key, asOf),
    readWorkflow(deps, workflow_id),
  ]);
  const stored = order?.kind === "valid" ? order.value : null;
  const isOf = messageOf(id);
  const isProjected = (workflow?.last_order?.placed_at ?? -1) >= placed_at;
  const [announcers, tickMessage, persistMessage, parked, iteratorAgeMs] = await Promise.all([
    readAnnouncers(deps, id, stored?.notify),
    run === null ? deps.findMessage(TICKS, tickMatches(placed_at)) : null,
    stored === null ? deps.findMessage(STORING, isOf) : null,
    isProjected ? null : deps.findMessage(PARKED_QUEUE, (body) => body.includes(workflow_id)),
    isProjected ? null : iteratorAge(deps),
  ]);
  return {
    id,
    workflow_id,
    placed_at,
    workflow,
    announcers,
    tickMessage,
    persistMessage,
    parked,
    run: run?.kind === "valid" ? run.value : null,
    decision: decisions.find((each) => each.workflow_id === workflow_id),
    order: stored,
    iteratorAgeMs,
    asOf,
    nowMs: deps.systemNow(),
  };
}

async function readWorkflow({ workflows }: TraceDeps, id: string): Promise<TraceFacts["workflow"]> {
  const found = await workflows.read(id);
  if (found === null) return null;
  if (found.kind === "broken") return { name: found.name, last_order: null };
  return { name: found.value.name, last_order: found.value.last_order ?? null };
}

/** Each channel here that announces the signal, with its receipt, and its message until it is done. */
function readAnnouncers(
  deps: TraceDeps,
  id: string,
  routing: Order["notify"],
): Promise<TraceFacts["announcers"]> {
  const here = deps.queues.flatMap((queue) => channelServedBy(queue) ?? []);
  const configured = here.map(({ name }) => name);
  const announcing = here.filter(({ name }) => isRoutedTo(name, routing, configured));
  return Promise.all(
    announcing.map(async ({ consumer }) => {
      const receipt = await deps.readReceipt(receiptKey(consumer, id));
      const isDone = receipt?.state === "done";
      const message = isDone ? null : await deps.findMessage(consumer, messageOf(id));
      return { consumer, receipt, message };
    }),
  );
}

/** The lag only explains a wait: without it the trace is still useful. */
async function iteratorAge({ readIteratorAge, log }: TraceDeps): Promise<number | null> {
  try {
    return await readIteratorAge();
  } catch (error) {
    log.warn("the projector's lag could not be read", { error });
    return null;
  }
}

const signalMessage = z.object({
  "detail-type": z.literal(ORDER_SIGNAL),
  detail: z.object({ id: z.string() }),
});
const tickMessage = z.object({ tick: z.union([z.number(), z.string()]) });

/** Whether a message's body is the event of this signal. */
function messageOf(id: string): (body: string) => boolean {
  return (body) => body.includes(id) && parsed(signalMessage, body)?.detail.id === id;
}

function tickMatches(tick: Instant): (body: string) => boolean {
  return (body) => {
    const found = parsed(tickMessage, body)?.tick;
    return (typeof found === "string" ? Date.parse(found) / 1_000 : found) === tick;
  };
}

function parsed<T>(schema: z.ZodType<T>, body: string): T | null {
  try {
    return schema.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}
