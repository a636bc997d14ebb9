import { messageOf } from "@bellwether/core/failure";
import type { Log } from "@bellwether/core/log";
import {
  announcement,
  ChatError,
  type ChatMessage,
  type DomainEvent,
  type MessageOutcome,
  type OrderSignal,
  type PostMessage,
  type ReceiptStore,
} from "@bellwether/core/signal";
import type { MarketNow, Sleep, SystemNow } from "@bellwether/core/time";
import {
  contextLine,
  ERRORS_CHANNEL,
  escapeSlack,
  failureReport,
  missedReport,
  OPERATIONS_CHANNEL,
  pauseReport,
  STALE_AFTER_SECONDS,
  staleSummary,
  troubleReport,
} from "./announcement-text.ts";
import { messagePace, type Pace } from "./message-pace.ts";
import { DONE, type HandleMessages, outcomeOf } from "./queue-consumer.ts";

export type NotifyDeps = Readonly<{
  receipts: ReceiptStore;
  postMessage: PostMessage;
  marketNow: MarketNow;
  systemNow: SystemNow;
  sleep: Sleep;
  /** Origin of the dashboard, without a slash at the end. */
  dashboardUrl: () => string;
  /** Pause between two messages to one channel; Slack takes about one a second. */
  messageIntervalMs: number;
  /** Once aborted, what was not sent yet goes back into the queue unharmed. */
  stopping?: AbortSignal;
  log: Log;
}>;

/** How long a claim keeps others from sending the same message: longer than one call to Slack. */
const CLAIM_LEASE_MS = 60_000;

type Notice = Readonly<{
  /** Of the event in its batch. */
  position: number;
  event: DomainEvent;
  key: string;
  token: string;
}>;

/** Tells the trader. Each message is claimed before it is sent and marked after Slack's answer, so
 *  that duplicates and retries send it once; only a claim that expired unconfirmed may repeat it.
 *  A rate limit or another's live claim puts the message back without counting as a failure. */
export const notifyHandler = (deps: NotifyDeps): HandleMessages<DomainEvent> => {
  const pace = messagePace(deps);
  return async (events) => {
    const outcomes: MessageOutcome[] = [];
    const stale: Notice[] = [];
    // One after another: Slack limits the rate, and the trader reads them in order.
    for (const [position, event] of events.entries()) {
      outcomes[position] = await outcomeOf(async () => {
        const claimed = await claim(deps, position, event);
        if (claimed.kind !== "claimed") return claimed;
        if (isStale(event, deps)) {
          stale.push(claimed.notice);
          return DONE;
        }
        return deliver(deps, pace, [claimed.notice], messageFor(deps, event));
      });
    }
    for (const [channel, notices] of byChannel(stale)) {
      const signals = notices.map(({ event }) => signalOf(event));
      const text = staleSummary(signals, deps.marketNow(), deps.dashboardUrl());
      const outcome = await outcomeOf(() => deliver(deps, pace, notices, { channel, text }));
      for (const { position } of notices) outcomes[position] = outcome;
    }
    return outcomes;
  };
};

/** The right to send one event's message, or the outcome when there is nothing to send now. */
async function claim(
  { receipts, systemNow, log, stopping }: NotifyDeps,
  position: number,
  event: DomainEvent,
): Promise<{ readonly kind: "claimed"; readonly notice: Notice } | MessageOutcome> {
  if (stopping?.aborted === true) return { kind: "later", delayMs: 0 };
  const key = `notify#${idOf(event)}`;
  const claimed = await receipts.claim(key, CLAIM_LEASE_MS);
  switch (claimed.kind) {
    case "claimed":
      return { kind: "claimed", notice: { position, event, key, token: claimed.token } };
    case "held":
      return { kind: "later", delayMs: Math.max(1_000, claimed.until_ms - systemNow()) };
    case "done":
      log.info("announced already", { signal_id: idOf(event) });
      return DONE;
  }
}

/** Sends one message that stands for `notices`, and marks or gives back their claims. */
async function deliver(
  deps: NotifyDeps,
  pace: Pace,
  notices: readonly Notice[],
  message: ChatMessage,
): Promise<MessageOutcome> {
  try {
    const wait = pace.blockedForMs(message.channel);
    if (wait > 0) throw rateLimited(message.channel, wait);
    await pace.turn(message.channel);
    if (deps.stopping?.aborted === true) throw rateLimited(message.channel, 0);
    await deps.postMessage(message);
  } catch (error) {
    return recover(deps, pace, notices, message.channel, error);
  }
  for (const { key, token, event } of notices) {
    await deps.receipts.complete(key, token);
    deps.log.info("announced", { channel: message.channel, ...fieldsOf(event) });
  }
  return DONE;
}

/** The outcome of a message that was not confirmed. */
async function recover(
  { receipts }: NotifyDeps,
  pace: Pace,
  notices: readonly Notice[],
  channel: string,
  error: unknown,
): Promise<MessageOutcome> {
  // It may have been posted: the claim stays until it expires, which keeps the repeat unlikely.
  const mayHaveBeenPosted = !(error instanceof ChatError) || error.code === "unknown-outcome";
  if (!mayHaveBeenPosted) {
    for (const { key, token } of notices) await receipts.release(key, token);
  }
  if (error instanceof ChatError && error.code === "rate-limited") {
    const delayMs = error.retryAfterMs ?? 1_000;
    pace.block(channel, delayMs);
    return { kind: "later", delayMs };
  }
  const isPoison = error instanceof ChatError && !error.retryable;
  return { kind: isPoison ? "poison" : "failed", reason: messageOf(error) };
}

function rateLimited(channel: string, retryAfterMs: number): ChatError {
  return new ChatError("rate-limited", `${channel} is to be left alone`, {
    retryable: true,
    retryAfterMs,
  });
}

function messageFor(deps: NotifyDeps, event: DomainEvent): ChatMessage {
  const url = deps.dashboardUrl();
  switch (event.type) {
    case "RunCompleted":
      return { channel: ERRORS_CHANNEL, text: failureReport(event.detail, url) };
    case "WorkflowsDecided":
    case "WorkflowScored":
      throw new TypeError(`${event.type} is not announced`);
    case "RunMissed":
      return { channel: ERRORS_CHANNEL, text: missedReport(event.detail, url) };
    case "TroubleChanged":
      return { channel: ERRORS_CHANNEL, text: troubleReport(event.detail, url) };
    case "PauseChanged":
      return { channel: OPERATIONS_CHANNEL, text: pauseReport(event.detail, url) };
    case "OrderSignal": {
      const { channel, text } = announcement(event.detail, escapeSlack);
      return {
        channel,
        text: `${text}\n${contextLine(event.detail, deps.marketNow(), url)}`,
      };
    }
  }
}

function isStale(event: DomainEvent, { marketNow }: NotifyDeps): boolean {
  return event.type === "OrderSignal" && marketNow() - event.detail.placed_at > STALE_AFTER_SECONDS;
}

function byChannel(notices: readonly Notice[]): Map<string, Notice[]> {
  const groups = new Map<string, Notice[]>();
  for (const notice of notices) {
    const { channel } = announcement(signalOf(notice.event));
    groups.set(channel, [...(groups.get(channel) ?? []), notice]);
  }
  return groups;
}

function signalOf(event: DomainEvent): OrderSignal {
  if (event.type !== "OrderSignal") throw new TypeError("only signals grow stale");
  return event.detail;
}

function idOf(event: DomainEvent): string {
  switch (event.type) {
    case "OrderSignal":
      return event.detail.id;
    case "RunCompleted":
      return `run.${event.detail.tick}`;
    case "WorkflowScored":
      return `score.${event.detail.workflow_id}.${event.detail.score.scored_to}`;
    case "WorkflowsDecided":
      return `decided.${event.detail.tick}.${event.detail.part}`;
    case "RunMissed":
      return `missed.${event.detail.tick}`;
    case "TroubleChanged":
      return `trouble.${event.detail.tick}`;
    case "PauseChanged":
      return `pause.${event.detail.id}`;
  }
}

function fieldsOf(event: DomainEvent): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case "OrderSignal": {
      const { id, placed_at, workflow_id } = event.detail;
      return { tick: placed_at, workflow_id, signal_id: id };
    }
    case "PauseChanged":
      return { paused: event.detail.paused };
    case "WorkflowScored":
      return { workflow_id: event.detail.workflow_id };
    default:
      return { tick: event.detail.tick };
  }
}
