import { messageOf } from "@bellwether/core/failure";
import type { Log } from "@bellwether/core/log";
import {
  type Channel,
  ChannelError,
  type ChannelMessage,
  type DomainEvent,
  type MessageOutcome,
  type OrderSignal,
  type ReceiptStore,
  receiptKey,
  signalTopic,
  type Topic,
} from "@bellwether/core/signal";
import type { MarketNow, Sleep, SystemNow } from "@bellwether/core/time";
import { messagePace, type Pace } from "./message-pace.ts";
import {
  failureText,
  missedText,
  pauseText,
  STALE_AFTER_SECONDS,
  shortened,
  signalText,
  staleText,
  troubleText,
  type Writing,
} from "./message-text.ts";
import { DONE, type HandleMessages, outcomeOf } from "./queue-consumer.ts";

export type NotifyDeps = Readonly<{
  channel: Channel;
  /** Prefix of the receipts' keys. Under another name, messages are sent again. */
  consumer: string;
  receipts: ReceiptStore;
  /** Whether this channel announces an event; without it, it announces each. */
  announces?: (event: DomainEvent) => boolean;
  marketNow: MarketNow;
  systemNow: SystemNow;
  sleep: Sleep;
  /** Origin of the dashboard, without a slash at the end. */
  dashboardUrl: () => string;
  /** Once aborted, messages that were not sent go back into the queue. */
  stopping?: AbortSignal;
  log: Log;
}>;

/** How long a claim keeps others from sending the same message: longer than one post takes. */
const CLAIM_LEASE_MS = 60_000;

type MessageText = Pick<ChannelMessage, "room" | "text">;

type Notice = Readonly<{
  /** The event's place in its batch. */
  position: number;
  event: DomainEvent;
  key: string;
  token: string;
}>;

/** Tells the trader through a channel. Each message is claimed before it is sent and marked after the
 *  channel confirmed it, so that duplicates and retries send it once; only a claim that expired
 *  unconfirmed may repeat it. A rate limit or another's live claim puts the message back without
 *  counting as a failure. */
export const notifyHandler = (deps: NotifyDeps): HandleMessages<DomainEvent> => {
  const pace = messagePace({ ...deps, messageIntervalMs: deps.channel.limits.intervalMs });
  return async (events) => {
    const outcomes: MessageOutcome[] = [];
    const stale: Notice[] = [];
    // One after another: channels limit the rate, and the trader reads them in order.
    for (const [position, event] of events.entries()) {
      outcomes[position] = await outcomeOf(async () => {
        if (deps.announces?.(event) === false) return DONE;
        const claimed = await claim(deps, position, event);
        if (claimed.kind !== "claimed") return claimed;
        if (isStale(event, deps)) {
          stale.push(claimed.notice);
          return DONE;
        }
        return deliver(deps, pace, [claimed.notice], messageFor(deps, event));
      });
    }
    for (const [topic, notices] of byTopic(stale)) {
      const signals = notices.map(({ event }) => signalOf(event));
      const summary = messageOn(deps, topic, staleText(signals, writingOf(deps)));
      const outcome = await outcomeOf(() => deliver(deps, pace, notices, summary));
      for (const { position } of notices) outcomes[position] = outcome;
    }
    return outcomes;
  };
};

/** Claims the message of an event; otherwise resolves with the outcome, because there is nothing to
 *  send now. */
async function claim(
  { consumer, receipts, systemNow, log, stopping }: NotifyDeps,
  position: number,
  event: DomainEvent,
): Promise<{ readonly kind: "claimed"; readonly notice: Notice } | MessageOutcome> {
  if (stopping?.aborted === true) return { kind: "later", delayMs: 0 };
  const key = receiptKey(consumer, idOf(event));
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
  text: MessageText,
): Promise<MessageOutcome> {
  const events = notices.map(({ event }) => event);
  const message = { ...text, id: events.map(idOf)[0] ?? "", events };
  try {
    const wait = pace.blockedForMs(message.room);
    if (wait > 0) throw rateLimited(message.room, wait);
    await pace.turn(message.room);
    if (deps.stopping?.aborted === true) throw rateLimited(message.room, 0);
    await deps.channel.post(message);
  } catch (error) {
    return recover(deps, pace, notices, message.room, error);
  }
  for (const { key, token, event } of notices) {
    await deps.receipts.complete(key, token);
    deps.log.info("announced", {
      channel: deps.channel.name,
      room: message.room,
      ...fieldsOf(event),
    });
  }
  return DONE;
}

/** The outcome of a message that was not confirmed. */
async function recover(
  { receipts }: NotifyDeps,
  pace: Pace,
  notices: readonly Notice[],
  room: string,
  error: unknown,
): Promise<MessageOutcome> {
  // It may have been posted: the claim stays until it expires, which keeps the repeat unlikely.
  const mayHaveBeenPosted = !(error instanceof ChannelError) || error.code === "unknown-outcome";
  if (!mayHaveBeenPosted) {
    for (const { key, token } of notices) await receipts.release(key, token);
  }
  if (error instanceof ChannelError && error.code === "rate-limited") {
    const delayMs = error.retryAfterMs ?? 1_000;
    pace.block(room, delayMs);
    return { kind: "later", delayMs };
  }
  const isPoison = error instanceof ChannelError && !error.retryable;
  return { kind: isPoison ? "poison" : "failed", reason: messageOf(error) };
}

function rateLimited(room: string, retryAfterMs: number): ChannelError {
  return new ChannelError("rate-limited", `nothing is sent to ${room} for now`, {
    retryable: true,
    retryAfterMs,
  });
}

function messageFor(deps: NotifyDeps, event: DomainEvent): MessageText {
  const writing = writingOf(deps);
  switch (event.type) {
    case "RunCompleted":
      return messageOn(deps, "failure", failureText(event.detail, writing));
    case "WorkflowsDecided":
    case "WorkflowScored":
      throw new TypeError(`${event.type} is not announced`);
    case "RunMissed":
      return messageOn(deps, "failure", missedText(event.detail, writing));
    case "TroubleChanged":
      return messageOn(deps, "failure", troubleText(event.detail, writing));
    case "PauseChanged":
      return messageOn(deps, "operations", pauseText(event.detail, writing));
    case "OrderSignal":
      return messageOn(deps, signalTopic(event.detail), signalText(event.detail, writing));
  }
}

function messageOn({ channel }: NotifyDeps, topic: Topic, text: string): MessageText {
  return { room: channel.roomOf(topic), text: shortened(text, channel.limits.maxLength) };
}

function writingOf({ channel, marketNow, dashboardUrl }: NotifyDeps): Writing {
  return { markup: channel.markup, now: marketNow(), dashboardUrl: dashboardUrl() };
}

function isStale(event: DomainEvent, { marketNow }: NotifyDeps): boolean {
  return event.type === "OrderSignal" && marketNow() - event.detail.placed_at > STALE_AFTER_SECONDS;
}

function byTopic(notices: readonly Notice[]): Map<Topic, Notice[]> {
  const groups = new Map<Topic, Notice[]>();
  for (const notice of notices) {
    const topic = signalTopic(signalOf(notice.event));
    groups.set(topic, [...(groups.get(topic) ?? []), notice]);
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
