import {
  type Channel,
  type ChannelMessage,
  type EpisodeMessageStore,
  signalTopic,
  type Topic,
} from "@bellwether/core/announcement";
import { type DomainEvent, type MessageOutcome } from "@bellwether/core/event";
import { type OrderSignal } from "@bellwether/core/signal";
import type { MarketNow, Sleep } from "@bellwether/core/time";
import { dayText } from "./day-text.ts";
import { type Claim, deliver } from "./delivery.ts";
import { announceEpisode, episodeOf } from "./episode-notice.ts";
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
import { claimNotice, fieldsOf, idOf, type Notice, type NoticeDeps } from "./notice.ts";
import { DONE, type HandleMessages, outcomeOf } from "./queue-consumer.ts";

export type NotifyDeps = NoticeDeps &
  Readonly<{
    channel: Channel;
    episodes: EpisodeMessageStore;
    /** Whether this channel announces an event; without it, it announces each. */
    announces?: (event: DomainEvent) => boolean;
    marketNow: MarketNow;
    sleep: Sleep;
    /** Origin of the dashboard, without a slash at the end. */
    dashboardUrl: () => string;
  }>;

type MessageText = Pick<ChannelMessage, "room" | "text">;

/** A signal for the summary of those that are too old, and the events that it stands for. */
type Stale = Readonly<{
  signal: OrderSignal;
  claims: readonly Claim[];
  positions: readonly number[];
}>;

/** Announces events in a channel. Each message is claimed before it is sent and marked after the
 *  channel confirmed it, so that duplicates and retries send it once; only a claim that expired
 *  unconfirmed may repeat it. A rate limit or another's live claim puts the message back without
 *  counting as a failure. The signals of an episode share one message, which the later ones edit. */
export const notifyHandler = (given: NotifyDeps): HandleMessages<DomainEvent> => {
  const intervalMs = given.channel.limits.intervalMs;
  const deps = { ...given, pace: messagePace({ ...given, messageIntervalMs: intervalMs }) };
  return async (events) => {
    const outcomes: MessageOutcome[] = [];
    const stale: Stale[] = [];
    const settle = async (positions: readonly number[], work: () => Promise<MessageOutcome>) => {
      const outcome = await outcomeOf(work);
      for (const position of positions) outcomes[position] = outcome;
    };
    // One after another: channels limit the rate, and the trader reads them in order.
    for (const { episode, parts } of messagesOf(deps.channel, events)) {
      const notices: Notice[] = [];
      for (const { position, event } of parts) {
        await settle([position], async () => {
          if (deps.announces?.(event) === false) return DONE;
          const claimed = await claimNotice(deps, position, event);
          if (claimed.kind !== "claimed") return claimed;
          notices.push(claimed.notice);
          return DONE;
        });
      }
      const positions = notices.map(({ position }) => position);
      await settle(positions, async () => {
        const outcome = await announce(deps, episode, notices);
        if (outcome.kind !== "stale") return outcome;
        stale.push({ ...outcome, positions });
        return DONE;
      });
    }
    for (const [topic, those] of byTopic(stale)) {
      const positions = those.flatMap((each) => each.positions);
      await settle(positions, () => summarize(deps, topic, those));
    }
    return outcomes;
  };
};

type Message = Readonly<{
  /** The key of the episode; null if the event has a separate message. */
  episode: string | null;
  parts: { readonly position: number; readonly event: DomainEvent }[];
}>;

/** The messages of a batch: one for each episode, and one for each other event. */
function messagesOf(channel: Channel, events: readonly DomainEvent[]): Iterable<Message> {
  const messages = new Map<string, Message>();
  for (const [position, event] of events.entries()) {
    const episode = channel.everySignal === true ? null : episodeOf(event);
    const key = episode ?? `${position}`;
    const message = messages.get(key) ?? { episode, parts: [] };
    message.parts.push({ position, event });
    messages.set(key, message);
  }
  return messages.values();
}

type SendingDeps = NotifyDeps & Readonly<{ pace: Pace }>;
type Announced = MessageOutcome | ({ readonly kind: "stale" } & Omit<Stale, "positions">);

async function announce(
  deps: SendingDeps,
  episode: string | null,
  notices: readonly Notice[],
): Promise<Announced> {
  const isStale = ({ placed_at }: OrderSignal) =>
    deps.marketNow() - placed_at > STALE_AFTER_SECONDS;
  if (episode !== null) {
    return announceEpisode(deps, notices, { key: episode, writing: writingOf(deps), isStale });
  }
  for (const { event, claim } of notices) {
    if (event.type === "OrderSignal" && !event.detail.snoozed && isStale(event.detail)) {
      return { kind: "stale", signal: event.detail, claims: [claim] };
    }
    const message = messageFor(deps, event);
    if (message !== null) return post(deps, message, [claim], [event]);
    await claim.confirm();
  }
  return DONE;
}

/** One message for the signals that are too old. */
function summarize(
  deps: SendingDeps,
  topic: Topic,
  stale: readonly Stale[],
): Promise<MessageOutcome> {
  const signals = stale.map(({ signal }) => signal);
  const message = messageOn(deps, topic, staleText(signals, writingOf(deps)));
  const events = signals.map((detail): DomainEvent => ({ type: "OrderSignal", detail }));
  return post(
    deps,
    message,
    stale.flatMap(({ claims }) => claims),
    events,
  );
}

async function post(
  deps: SendingDeps,
  message: MessageText,
  claims: readonly Claim[],
  events: readonly DomainEvent[],
): Promise<MessageOutcome> {
  const { channel, log } = deps;
  const send = async (): Promise<void> => {
    await channel.post({ ...message, id: events.map(idOf)[0] ?? "", events });
    for (const event of events) {
      log.info("announced", { channel: channel.name, room: message.room, ...fieldsOf(event) });
    }
  };
  return deliver(deps, { room: message.room, send, claims });
}

/** Null if the event is not announced by itself. */
function messageFor(deps: NotifyDeps, event: DomainEvent): MessageText | null {
  const writing = writingOf(deps);
  switch (event.type) {
    case "RunCompleted":
      return messageOn(deps, "failure", failureText(event.detail, writing));
    case "EpisodeEnded":
      return null;
    case "WorkflowsDecided":
    case "WorkflowScored":
      throw new TypeError(`${event.type} is not announced`);
    case "DaySummarized":
      return messageOn(deps, "operations", dayText(event.detail, writing));
    case "RunMissed":
      return messageOn(deps, "failure", missedText(event.detail, writing));
    case "TroubleChanged":
      return messageOn(deps, "failure", troubleText(event.detail, writing));
    case "PauseChanged":
      return messageOn(deps, "operations", pauseText(event.detail, writing));
    case "OrderSignal": {
      if (event.detail.snoozed === true) return null;
      return messageOn(deps, signalTopic(event.detail), signalText(event.detail, writing));
    }
  }
}

function messageOn({ channel }: NotifyDeps, topic: Topic, text: string): MessageText {
  return { room: channel.roomOf(topic), text: shortened(text, channel.limits.maxLength) };
}

function writingOf({ channel, marketNow, dashboardUrl }: NotifyDeps): Writing {
  return { markup: channel.markup, now: marketNow(), dashboardUrl: dashboardUrl() };
}

function byTopic(stale: readonly Stale[]): Map<Topic, Stale[]> {
  const groups = new Map<Topic, Stale[]>();
  for (const each of stale) {
    const topic = signalTopic(each.signal);
    groups.set(topic, [...(groups.get(topic) ?? []), each]);
  }
  return groups;
}
