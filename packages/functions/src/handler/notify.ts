import {
  announcement,
  ChatError,
  type ChatMessage,
  type DeferMessage,
  type DomainEvent,
  type OrderSignal,
  PoisonMessageError,
  type PostMessage,
  parseEnvelope,
  type ReceiptStore,
} from "@bellwether/core/signal";
import type { MarketNow, Sleep, SystemNow } from "@bellwether/core/time";
import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
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
} from "./announcement-text.ts";
import { failuresOf, type QueueBatchDeps, settleDelivery } from "./queue-batch.ts";

export type NotifyDeps = QueueBatchDeps &
  Readonly<{
    receipts: ReceiptStore;
    postMessage: PostMessage;
    defer: DeferMessage;
    marketNow: MarketNow;
    systemNow: SystemNow;
    sleep: Sleep;
    /** Origin of the dashboard, without a slash at the end. */
    dashboardUrl: () => string;
    /** Pause between two messages to one channel; Slack takes about one a second. */
    messageIntervalMs: number;
    /** Once aborted, what was not sent yet goes back into the queue unharmed. */
    stopping?: AbortSignal;
  }>;

/** How long a claim keeps others from sending the same message: longer than one call to Slack. */
const CLAIM_LEASE_MS = 60_000;

type Notice = Readonly<{
  record: SQSRecord;
  event: DomainEvent;
  key: string;
  token: string;
}>;

/** Tells the trader. Each message is claimed before it is sent and marked after Slack's answer, so
 *  that duplicates and retries send it once; only a claim that expired unconfirmed may repeat it.
 *  A rate limit or another's live claim puts the message back without using up an attempt. */
export const notifyHandler = (deps: NotifyDeps) => {
  const pace = pacing(deps);
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const failures: (SQSBatchItemFailure | null)[] = [];
    const stale: Notice[] = [];
    // One after another: Slack wants them slow, and the trader in order.
    for (const record of event.Records) {
      const failure = await settleDelivery(deps, record, async (body) => {
        const notice = await claim(deps, record, parseEnvelope(body));
        if (notice === null) return;
        if (isStale(notice, deps)) stale.push(notice);
        else await deliver(deps, pace, [notice], messageOf(deps, notice.event));
      });
      failures.push(failure);
    }
    for (const [channel, notices] of byChannel(stale)) {
      const signals = notices.map(({ event }) => signalOf(event));
      const text = staleSummary(signals, deps.marketNow(), deps.dashboardUrl());
      const failed = await settle(deps, notices, () =>
        deliver(deps, pace, notices, { channel, text }),
      );
      failures.push(...failed);
    }
    return { batchItemFailures: failuresOf(failures) };
  };
};

/** Null when there is nothing to send: it was sent already, or another is sending it and the
 *  message was put back until that claim ends. */
async function claim(
  { receipts, defer, systemNow, log, stopping }: NotifyDeps,
  record: SQSRecord,
  event: DomainEvent,
): Promise<Notice | null> {
  if (stopping?.aborted === true) {
    await defer(record.body, 0);
    return null;
  }
  const key = `notify#${idOf(event)}`;
  const outcome = await receipts.claim(key, CLAIM_LEASE_MS);
  switch (outcome.kind) {
    case "claimed":
      return { record, event, key, token: outcome.token };
    case "held":
      await defer(record.body, Math.max(1_000, outcome.until_ms - systemNow()));
      return null;
    case "done":
      log.info("announced already", { signal_id: idOf(event) });
      return null;
  }
}

/** Sends one message that stands for `notices`, and marks or gives back their claims. */
async function deliver(
  deps: NotifyDeps,
  pace: Pace,
  notices: readonly Notice[],
  message: ChatMessage,
): Promise<void> {
  try {
    const wait = pace.blockedForMs(message.channel);
    if (wait > 0) throw rateLimited(message.channel, wait);
    await pace.turn(message.channel);
    if (deps.stopping?.aborted === true) throw rateLimited(message.channel, 0);
    await deps.postMessage(message);
  } catch (error) {
    await recover(deps, pace, notices, message.channel, error);
    return;
  }
  for (const { key, token, event } of notices) {
    await deps.receipts.complete(key, token);
    deps.log.info("announced", { channel: message.channel, ...fieldsOf(event) });
  }
}

/** After a message that was not confirmed. Nothing is lost either way: the message goes back into
 *  its queue, or this throws and the queue delivers it again. */
async function recover(
  { receipts, defer }: NotifyDeps,
  pace: Pace,
  notices: readonly Notice[],
  channel: string,
  error: unknown,
): Promise<void> {
  // It may have been posted: the claim stays until it expires, which keeps the repeat unlikely.
  const mayHaveBeenPosted = !(error instanceof ChatError) || error.code === "unknown-outcome";
  if (!mayHaveBeenPosted) {
    for (const { key, token } of notices) await receipts.release(key, token);
  }
  if (error instanceof ChatError && error.code === "rate-limited") {
    const delayMs = error.retryAfterMs ?? 1_000;
    pace.block(channel, delayMs);
    for (const { record } of notices) await defer(record.body, delayMs);
    return;
  }
  if (error instanceof ChatError && !error.retryable) {
    throw new PoisonMessageError(error.message, { cause: error });
  }
  throw error;
}

/** Settles the deliveries behind one message together. */
async function settle(
  deps: NotifyDeps,
  notices: readonly Notice[],
  send: () => Promise<void>,
): Promise<(SQSBatchItemFailure | null)[]> {
  const sent = send();
  return Promise.all(notices.map(({ record }) => settleDelivery(deps, record, () => sent)));
}

// ---------------------------------------------------------------- one message a second

type Pace = Readonly<{
  /** Waits until the channel may be written to again. */
  turn: (channel: string) => Promise<void>;
  /** How long Slack still asks us to leave the channel alone. */
  blockedForMs: (channel: string) => number;
  block: (channel: string, durationMs: number) => void;
}>;

function pacing({ systemNow, sleep, messageIntervalMs, stopping }: NotifyDeps): Pace {
  const nextTurn = new Map<string, number>();
  const blockedUntil = new Map<string, number>();
  return {
    async turn(channel) {
      const wait = (nextTurn.get(channel) ?? 0) - systemNow();
      // Bounded, so that a clock set back does not make it wait for long.
      if (wait > 0) await sleep(Math.min(wait, messageIntervalMs), stopping);
      nextTurn.set(channel, systemNow() + messageIntervalMs);
    },
    blockedForMs: (channel) => Math.max(0, (blockedUntil.get(channel) ?? 0) - systemNow()),
    block: (channel, durationMs) => blockedUntil.set(channel, systemNow() + durationMs),
  };
}

function rateLimited(channel: string, retryAfterMs: number): ChatError {
  return new ChatError("rate-limited", `${channel} is to be left alone`, {
    retryable: true,
    retryAfterMs,
  });
}

// ---------------------------------------------------------------- what is said

function messageOf(deps: NotifyDeps, event: DomainEvent): ChatMessage {
  const url = deps.dashboardUrl();
  switch (event.type) {
    case "RunCompleted":
      return { channel: ERRORS_CHANNEL, text: failureReport(event.detail, url) };
    case "WorkflowsDecided":
      throw new TypeError("decisions are not announced");
    case "RunMissed":
      return { channel: ERRORS_CHANNEL, text: missedReport(event.detail, url) };
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

function isStale({ event }: Notice, { marketNow }: NotifyDeps): boolean {
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
    case "WorkflowsDecided":
      return `decided.${event.detail.tick}.${event.detail.part}`;
    case "RunMissed":
      return `missed.${event.detail.tick}`;
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
    default:
      return { tick: event.detail.tick };
  }
}
