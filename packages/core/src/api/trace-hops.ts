import { numberText, priceText } from "../market/number-text.ts";
import { isExpired, ORDER_LIFETIME_SECONDS } from "../order/order.ts";
import { counted } from "../text.ts";
import { MINUTE_SECONDS, toIso } from "../time/instant.ts";
import type { TraceHop, TraceHopName } from "./trace.ts";
import type { FoundMessage, TraceFacts } from "./trace-facts.ts";

type Step = Pick<TraceHop, "state" | "at_ms" | "detail">;

/** A run is recorded seconds after its tick; later it is a missed one. */
const RECORDED_WITHIN_SECONDS = 5 * MINUTE_SECONDS;

/** Where a signal is: the state of each hop, from the stored facts. */
export function traceHops(facts: TraceFacts): readonly TraceHop[] {
  const evaluated = evaluation(facts);
  if (evaluated.state !== "done") {
    const rest: TraceHopName[] = ["emitted", "queued", "stored", "projected"];
    return [hop("evaluated", evaluated), ...rest.map((name) => hop(name, NOT_REACHED))];
  }
  return [
    hop("evaluated", evaluated),
    hop("emitted", done(facts.order?.emitted_at_ms)),
    ...storing(facts),
    ...facts.announcers.map((announcer) =>
      hop("announced", announcement(facts, announcer), announcer.consumer),
    ),
  ];
}

const NOT_REACHED: Step = { state: "not_reached", at_ms: null, detail: null };

function evaluation(facts: TraceFacts): Step {
  const { run, decision, order, persistMessage, announcers } = facts;
  if (hasSignalled(facts)) {
    return done(evaluatedAtMs(facts));
  }
  if (decision !== undefined) return notSignalled(decision);
  if (run !== null) return stopped(undecidedReason(facts));
  const found = facts.tickMessage;
  if (found?.kind === "dead") return stopped(`the run failed: ${deadReason(found, "generate")}`);
  if (found?.kind === "waiting") return waiting("the run is in the queue");
  if (facts.placed_at > facts.asOf) return waiting("its tick is not due yet");
  if (facts.asOf - facts.placed_at < RECORDED_WITHIN_SECONDS) {
    return waiting("the run has not been recorded yet");
  }
  // SQS does not show its messages: it may still be on its way.
  const hidden = [persistMessage, ...announcers.map(({ message }) => message)];
  const isHidden = order === null && hidden.some((message) => message?.kind === "not_shown");
  return stopped(
    isHidden
      ? "no run of this tick is recorded, and queues hold messages that cannot be shown"
      : "no run of this tick is recorded: nothing was due, it was missed, or it is over thirty days old",
  );
}

/** The end of the run's evaluation. Engines that share a run emit their signals before all of it has
 *  ended: the signal's emission then bounds its evaluation. */
function evaluatedAtMs({ run, order }: TraceFacts): number | undefined {
  if (run?.started_at_ms === undefined) return undefined;
  const endMs = run.started_at_ms + run.duration_ms;
  return Math.min(endMs, order?.emitted_at_ms ?? endMs);
}

/** Whether anything stored proves that the condition held and a signal was published. */
function hasSignalled(facts: TraceFacts): boolean {
  const { decision, order, persistMessage, announcers, workflow } = facts;
  return (
    order !== null ||
    decision?.outcome === "signal" ||
    workflow?.last_order?.placed_at === facts.placed_at ||
    isFound(persistMessage) ||
    announcers.some(({ receipt, message }) => receipt !== null || isFound(message))
  );
}

function isFound(message: FoundMessage | null): boolean {
  return message !== null && message.kind !== "not_shown";
}

function notSignalled(decision: NonNullable<TraceFacts["decision"]>): Step {
  const { outcome, reason, distance_points: distance } = decision;
  switch (outcome) {
    case "no_signal":
      return stopped(
        distance === null || distance === 0
          ? "the condition did not hold"
          : `the condition did not hold: ${priceText(distance, 2)} points were missing`,
      );
    case "held_back":
      return stopped(`the condition held, without a signal: ${reason ?? "no reason recorded"}`);
    default:
      return stopped(`${outcome}: ${reason ?? "no reason recorded"}`);
  }
}

function undecidedReason({ run, workflow_id }: TraceFacts): string {
  if (run?.paused === true) return "the engine was paused";
  const named = run?.reasons.find(({ examples }) =>
    examples.some((example) => example.workflow_id === workflow_id),
  );
  if (named !== undefined) return `${named.outcome}: ${named.reason}`;
  return "the run did not evaluate the workflow: its session was closed, or it was disabled or past its end date";
}

function storing(facts: TraceFacts): readonly TraceHop[] {
  const { order, persistMessage: message, placed_at } = facts;
  if (order !== null) {
    return [
      hop("queued", done(order.queued_at_ms)),
      hop("stored", done(order.stored_at_ms)),
      hop("projected", projection(facts)),
    ];
  }
  if (isExpired({ ttl: placed_at + ORDER_LIFETIME_SECONDS }, facts.asOf)) {
    const expired = done(undefined, "expired: orders are kept for seven days");
    return [hop("queued", expired), hop("stored", expired), hop("projected", expired)];
  }
  const queued = message?.kind === "not_shown" || message === null ? null : message.sent_at_ms;
  return [
    hop("queued", done(queued ?? undefined)),
    hop("stored", unfinished(facts, message, "persist")),
    hop("projected", NOT_REACHED),
  ];
}

function projection(facts: TraceFacts): Step {
  const { workflow, placed_at, parked, iteratorAgeMs } = facts;
  if (workflow === null) return stopped("the workflow no longer exists");
  const last = workflow.last_order;
  if (last !== null && last.placed_at === placed_at) {
    const derived = "derived by a rebuild or a redrive, without a time";
    return last.projected_at_ms === undefined
      ? done(undefined, derived)
      : done(last.projected_at_ms);
  }
  if (last !== null && last.placed_at > placed_at) {
    return done(undefined, `the list shows a newer order, of ${toIso(last.placed_at)}`);
  }
  if (parked?.kind === "dead") return stopped(deadReason(parked, "project"));
  if (parked?.kind === "not_shown" && parked.dead_letters > 0) {
    return stopped("the projector has parked records: `bellwether dlq redrive project`");
  }
  const behind = iteratorAgeMs === null ? "" : ` (${numberText(iteratorAgeMs / 1_000)} s behind)`;
  return waiting(`the projector has not processed it yet${behind}`);
}

function announcement(
  facts: TraceFacts,
  { consumer, receipt, message }: TraceFacts["announcers"][number],
): Step {
  if (receipt?.state === "done") return done(receipt.done_at_ms ?? undefined);
  if (message?.kind === "dead") return stopped(deadReason(message, consumer));
  if (receipt !== null) {
    return receipt.until_ms > facts.nowMs
      ? waiting(`being sent: claimed until ${timeText(receipt.until_ms)}`)
      : waiting("an attempt ended without a response; its claim has expired and it is retried");
  }
  return unfinished(facts, message, consumer);
}

/** What keeps a message that a consumer has not finished with. */
function unfinished({ nowMs }: TraceFacts, message: FoundMessage | null, consumer: string): Step {
  if (message === null) return stopped(`neither a record of ${consumer} nor its message is stored`);
  switch (message.kind) {
    case "dead":
      return stopped(deadReason(message, consumer));
    case "waiting": {
      const { failures, sent_at_ms, visible_at_ms } = message;
      const since = sent_at_ms === null ? "" : ` since ${timeText(sent_at_ms)}`;
      const tried = failures === 0 ? "" : `; ${counted(failures, "attempt")} failed`;
      const next =
        visible_at_ms > nowMs ? `, the next attempt is at ${timeText(visible_at_ms)}` : "";
      return waiting(`in the queue of ${consumer}${since}${tried}${next}`);
    }
    case "not_shown":
      return message.waiting > 0
        ? waiting(`the queue of ${consumer} holds ${message.waiting} messages`)
        : stopped(
            `among the ${message.dead_letters} dead letters of ${consumer}, not in the sample`,
          );
  }
}

function deadReason({ reason }: { readonly reason: string | null }, queue: string): string {
  return `dead letter of ${queue}: ${reason ?? "no reason recorded"}`;
}

function timeText(ms: number): string {
  return toIso(Math.floor(ms / 1_000));
}

const NO_TIME = "its time was not recorded";

function done(atMs: number | undefined, detail: string | null = null): Step {
  return {
    state: "done",
    at_ms: atMs ?? null,
    detail: detail ?? (atMs === undefined ? NO_TIME : null),
  };
}

function waiting(detail: string): Step {
  return { state: "waiting", at_ms: null, detail };
}

function stopped(detail: string): Step {
  return { state: "stopped", at_ms: null, detail };
}

function hop(name: TraceHopName, step: Step, consumer: string | null = null): TraceHop {
  return { hop: name, consumer, ...step };
}
