/** The channel's messages in the simulation, and the invariants of those of episodes: each is posted
 *  once, its last edit has the final count, and nothing is lost. */
import {
  ChannelError,
  type ChannelMessage,
  type EpisodeMessage,
  episodeKey,
} from "@bellwether/core/announcement";
import { type EpisodeEnded, type OrderSignal } from "@bellwether/core/signal";
import type { EventLoop } from "./event-loop.ts";

/** How long the claim on an episode blocks other notifiers. */
const CLAIM_LEASE_MS = 60_000;

type Message = {
  readonly episode: string | null;
  text: string;
  /** When the shown text was sent. */
  sentMs: number;
  isDeleted: boolean;
};
type Post = Readonly<{ episode: string; reference: string; claimedMs: number }>;

export type SimulatedSlack = Readonly<{
  /** The engine sent it to the bus, with any result. */
  attempted: (signal: OrderSignal) => void;
  /** Published by a completed run, or accepted by the bus. */
  signalled: (signal: OrderSignal) => void;
  ended: (end: EpisodeEnded) => void;
  claimed: (key: string) => void;
  saved: (key: string, message: EpisodeMessage) => void;
  /** Takes effect, and gives the reference. */
  post: (message: ChannelMessage) => string;
  /** Throws `ChannelError` if the message was deleted. */
  edit: (reference: string, message: ChannelMessage) => void;
  /** An edit takes effect although its sender has given up waiting for it. */
  arriveLate: (reference: string, message: ChannelMessage, sentMs: number) => void;
  /** Whether a message says that its episode has ended. */
  saysEnded: (reference: string) => boolean;
  /** The trader deletes a message. */
  deleteOne: () => void;
  /** Whether a message, an edit or a summary has shown the signal. */
  hasTold: (signal: OrderSignal) => boolean;
  /** To be called once nothing is under way. */
  judge: () => void;
}>;

/** The episode whose message this is; null for a message of one event, and for a summary. */
export function episodeOfMessage({ text, events }: ChannelMessage): string | null {
  if (text.includes("not announced in time")) return null;
  const [first] = events;
  if (first?.type === "EpisodeEnded") return episodeKey(first.detail);
  return first?.type === "OrderSignal" ? episodeOf(first.detail) : null;
}

function episodeOf({ workflow_id, episode, announce }: OrderSignal): string | null {
  if (announce !== "once_per_episode" || episode === undefined) return null;
  return episodeKey({ workflow_id, episode });
}

export function createSlack(loop: EventLoop, violate: (sentence: string) => void): SimulatedSlack {
  const { facts, ...engine } = createFacts(loop);
  const channel = createMessages(loop, violate);
  const { messages, posts, stored } = channel;

  function judgeEpisode(episode: string, count: number): void {
    // None if nothing of it was in time, or if the notifier crashed after its post and a summary
    // replaced it.
    const message = messages.get(stored.get(episode)?.posted?.reference ?? "");
    if (message === undefined) return;
    const shown = signalsShown(message.text);
    if (message.isDeleted) {
      const known = stored.get(episode)?.signal?.episode_count ?? 0;
      if (shown < Math.min(known, count)) violate(`${episode} was deleted, and is not posted anew`);
      return;
    }
    if (shown < count) violate(`the last edit of ${episode} has ${shown} of ${count} signals`);
    const end = facts.ends.get(episode);
    const isOver = end !== undefined && end > (facts.lastTicks.get(episode) ?? 0);
    if (!isOver && !facts.cut.has(episode)) return;
    if (!message.text.includes("\nEnded: ")) violate(`${episode} has ended, and goes on in Slack`);
  }

  return {
    ...engine,
    ...channel,
    post(message) {
      const episode = episodeOfMessage(message);
      if (episode !== null && isRepeated(posts.get(episode))) {
        violate(`${episode} was posted again`);
      }
      return channel.post(message);
    },
    hasTold(signal) {
      if (channel.toldIds.has(signal.id)) return true;
      const key = episodeOf(signal);
      if (key === null) return false;
      return (
        facts.uncertain.has(key) || (channel.told.get(key) ?? 0) >= (signal.episode_count ?? 0)
      );
    },
    judge() {
      for (const [episode, count] of facts.finalCounts) {
        if (!facts.uncertain.has(episode)) judgeEpisode(episode, count);
      }
    },
  };

  /** Whether a post was stored, or its claim is alive, and its message is there. */
  function isRepeated(earlier: Post | undefined): boolean {
    if (earlier === undefined || messages.get(earlier.reference)?.isDeleted === true) return false;
    const isStored = stored.get(earlier.episode)?.posted?.reference === earlier.reference;
    return isStored || loop.nowMs() < earlier.claimedMs + CLAIM_LEASE_MS;
  }
}

/** What the engine has said of episodes. */
function createFacts(loop: EventLoop) {
  const finalCounts = new Map<string, number>();
  const lastTicks = new Map<string, number>();
  const ends = new Map<string, number>();
  /** Episodes of workflows that were deleted, disabled or edited: no signal takes back their end. */
  const cut = new Set<string>();
  const attempts = new Map<string, OrderSignal>();
  /** Episodes of signals that a repeated run put into another one, or snoozed. */
  const uncertain = new Set<string>();
  return {
    facts: { finalCounts, lastTicks, ends, cut, uncertain },
    attempted(signal: OrderSignal): void {
      const before = attempts.get(signal.id);
      attempts.set(signal.id, signal);
      if (before === undefined) return;
      // One that is snoozed in one version and not in the other may be announced or not.
      const isSame = before.snoozed === signal.snoozed && episodeOf(before) === episodeOf(signal);
      if (isSame) return;
      for (const key of [episodeOf(before), episodeOf(signal)]) {
        if (key !== null) uncertain.add(key);
      }
    },
    signalled(signal: OrderSignal): void {
      const key = episodeOf(signal);
      if (key === null) return;
      if (signal.snoozed !== true) raise(finalCounts, key, signal.episode_count ?? 0);
      raise(lastTicks, key, signal.placed_at);
    },
    ended(end: EpisodeEnded): void {
      loop.trace(`ended ${episodeKey(end)} at ${end.tick}`);
      raise(ends, episodeKey(end), end.tick);
      if (end.reason !== undefined) cut.add(episodeKey(end));
    },
  };
}

/** What is in the channel, and what the notifiers have stored about it. */
function createMessages(loop: EventLoop, violate: (sentence: string) => void) {
  const messages = new Map<string, Message>();
  const posts = new Map<string, Post>();
  const claims = new Map<string, number>();
  const stored = new Map<string, EpisodeMessage>();
  /** The highest count of an episode that a message has shown. */
  const told = new Map<string, number>();
  const toldIds = new Set<string>();

  const tell = ({ events }: ChannelMessage): void => {
    for (const event of events) {
      if (event.type !== "OrderSignal") continue;
      const key = episodeOf(event.detail);
      toldIds.add(event.detail.id);
      if (key !== null) raise(told, key, event.detail.episode_count ?? 0);
    }
  };
  return {
    messages,
    posts,
    stored,
    told,
    toldIds,
    claimed: (key: string) => claims.set(episodeIn(key), loop.nowMs()),
    saved: (key: string, message: EpisodeMessage) => stored.set(episodeIn(key), message),
    post(message: ChannelMessage): string {
      const episode = episodeOfMessage(message);
      const reference = `${messages.size + 1}`;
      if (episode !== null) {
        loop.trace(`posted ${episode}`);
        posts.set(episode, { episode, reference, claimedMs: claims.get(episode) ?? 0 });
      }
      const sentMs = loop.nowMs();
      messages.set(reference, { episode, text: message.text, sentMs, isDeleted: false });
      tell(message);
      return reference;
    },
    edit(reference: string, message: ChannelMessage): void {
      const edited = messages.get(reference);
      if (edited === undefined || edited.isDeleted) {
        throw new ChannelError("gone", "message_not_found", { retryable: true });
      }
      loop.trace(`edited ${edited.episode}`);
      edited.text = message.text;
      edited.sentMs = loop.nowMs();
      tell(message);
    },
    arriveLate(reference: string, message: ChannelMessage, sentMs: number): void {
      const edited = messages.get(reference);
      if (edited === undefined || edited.isDeleted) return;
      if (sentMs < edited.sentMs) violate(`an edit of ${edited.episode} arrived after a later one`);
      edited.text = message.text;
      edited.sentMs = sentMs;
      tell(message);
    },
    saysEnded: (reference: string) => messages.get(reference)?.text.includes("\nEnded: ") === true,
    deleteOne(): void {
      const own = [...messages.values()].filter(({ episode }) => episode !== null);
      // Among the newest, whose episodes may go on.
      const message = loop.pick(own.slice(-3));
      if (message !== undefined) message.isDeleted = true;
    },
  };
}

function raise(counts: Map<string, number>, key: string, value: number): void {
  counts.set(key, Math.max(counts.get(key) ?? 0, value));
}

/** The episode of a key of the store, which begins with the consumer. */
function episodeIn(key: string): string {
  return key.slice(key.indexOf("#") + 1);
}

function signalsShown(text: string): number {
  return Number(/\n×(\d+), /.exec(text)?.[1] ?? 1);
}
