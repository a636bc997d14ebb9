import {
  type Channel,
  ChannelError,
  type EpisodeEvent,
  type EpisodeMessage,
  type EpisodeMessageStore,
  endOf,
  episodeKey,
  signalTopic,
  unsnoozedAt,
  withEvents,
} from "@bellwether/core/announcement";
import { type DomainEvent, type MessageOutcome } from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import { type OrderSignal } from "@bellwether/core/signal";
import { receiptKey } from "@bellwether/core/store";
import { CLAIM_LEASE_MS, type Claim, type DeliveryDeps, deliver, releaseAll } from "./delivery.ts";
import { episodeText } from "./episode-text.ts";
import { headlineOf, shortened, type Writing } from "./message-text.ts";
import { fieldsOf, heldUntil, idOf, type Notice } from "./notice.ts";
import { DONE } from "./queue-consumer.ts";

export type EpisodeNoticeDeps = DeliveryDeps &
  Readonly<{
    channel: Channel;
    consumer: string;
    episodes: EpisodeMessageStore;
    log: Log;
  }>;

/** An episode that this consumer has claimed, with what is known after its events. */
type ClaimedEpisode = Readonly<{
  stored: EpisodeMessage | null;
  known: EpisodeMessage;
  /** Confirms what is stored as `next` and the receipts of the events. */
  claims: (next: () => EpisodeMessage) => readonly Claim[];
}>;

/** The key of the episode whose message shows an event; null if the event has a separate message. How
 *  the end of an episode is announced depends on its signals, which only the stored message knows. */
export function episodeOf(event: DomainEvent): string | null {
  if (event.type === "EpisodeEnded") return episodeKey(event.detail);
  if (event.type !== "OrderSignal" || event.detail.announce !== "once_per_episode") return null;
  const { workflow_id, episode } = event.detail;
  return episode === undefined ? null : episodeKey({ workflow_id, episode });
}

function isEpisodeEvent(event: DomainEvent): event is EpisodeEvent {
  return event.type === "OrderSignal" || event.type === "EpisodeEnded";
}

/** A signal that is too old for a separate message, with the claims of its summary. */
type StaleSignal = Readonly<{ kind: "stale"; signal: OrderSignal; claims: readonly Claim[] }>;

/** Brings the message of one episode up to date with some of its events: posts it, edits it, or
 *  leaves it. `stale`: it has no message, and its newest signal is too old to be posted by itself. */
export async function announceEpisode(
  deps: EpisodeNoticeDeps,
  notices: readonly Notice[],
  about: Readonly<{ key: string; writing: Writing; isStale: (signal: OrderSignal) => boolean }>,
): Promise<MessageOutcome | StaleSignal> {
  if (notices.length === 0) return DONE;
  const claimed = await claimEpisode(deps, notices, about.key);
  if (claimed.kind !== "claimed") return claimed;
  const { stored, known, claims } = claimed.episode;
  if (!hasNews(deps.channel, stored, known)) {
    for (const { confirm } of claims(() => known)) await confirm();
    return DONE;
  }
  // A snoozed one may have followed it.
  const unsnoozed = notices
    .flatMap(({ event }) => (event.type === "OrderSignal" ? [event.detail] : []))
    .find(({ placed_at }) => placed_at === unsnoozedAt(known));
  const signal = unsnoozed ?? known.signal;
  if (known.posted === null && about.isStale(signal)) {
    return { kind: "stale", signal, claims: claims(() => known) };
  }
  return sendEpisode(deps, { known, claims, writing: about.writing, notices });
}

/** Whether the message has to be posted or edited. A snoozed signal changes nothing but
 *  what is known, and those before it are announced; the end of an episode edits its message and
 *  needs no further one. */
function hasNews(
  channel: Channel,
  stored: EpisodeMessage | null,
  known: EpisodeMessage,
): known is EpisodeMessage & { readonly signal: OrderSignal } {
  const { signal, posted } = known;
  if (signal === null || known === stored) return false;
  const isAnnounced = unsnoozedAt(known) > (stored === null ? 0 : unsnoozedAt(stored));
  if (posted === null) return isAnnounced;
  if (posted.reference === null || channel.edit === undefined) return false;
  return isAnnounced || endOf(known)?.at !== (stored === null ? undefined : endOf(stored)?.at);
}

async function claimEpisode(
  { consumer, episodes, systemNow }: EpisodeNoticeDeps,
  notices: readonly Notice[],
  episode: string,
): Promise<{ readonly kind: "claimed"; readonly episode: ClaimedEpisode } | MessageOutcome> {
  const receipts = notices.map(({ claim }) => claim);
  const key = receiptKey(consumer, episode);
  const until_ms = systemNow() + CLAIM_LEASE_MS;
  const claimed = await episodes.claim(key, CLAIM_LEASE_MS);
  if (claimed.kind === "held") {
    await releaseAll(receipts);
    return heldUntil(claimed.until_ms, systemNow());
  }
  const { token, message: stored } = claimed;
  const known = withEvents(stored, notices.map(({ event }) => event).filter(isEpisodeEvent));
  // The episode first: a crash between the two repeats the receipts' events, which then add nothing.
  const claims = (next: () => EpisodeMessage): readonly Claim[] => [
    {
      until_ms,
      confirm: async () => {
        await episodes.save(key, token, next());
      },
      release: () => episodes.release(key, token),
    },
    ...receipts,
  ];
  return { kind: "claimed", episode: { stored, known, claims } };
}

async function sendEpisode(
  deps: EpisodeNoticeDeps,
  episode: Readonly<{
    known: EpisodeMessage & { readonly signal: OrderSignal };
    claims: ClaimedEpisode["claims"];
    writing: Writing;
    notices: readonly Notice[];
  }>,
): Promise<MessageOutcome> {
  const { channel, pace, log } = deps;
  const { known, claims, writing, notices } = episode;
  const { signal } = known;
  const headline = known.posted?.headline ?? headlineOf(signal, writing);
  const room = channel.roomOf(signalTopic(signal));
  const text = shortened(episodeText(known, headline, writing), channel.limits.maxLength);
  const events = notices.map(({ event }) => event);
  const message = { room, text, id: events.map(idOf)[0] ?? signal.id, events };
  const about = {
    channel: channel.name,
    room,
    ...fieldsOf({ type: "OrderSignal", detail: signal }),
  };
  let next = known;
  const post = async (): Promise<void> => {
    const reference = await channel.post(message);
    const { order_price } = known.posted ?? signal;
    next = { ...known, posted: { reference, headline, order_price } };
    log.info("announced", about);
  };
  const send = async (): Promise<void> => {
    const reference = known.posted?.reference ?? null;
    if (channel.edit === undefined || reference === null) return post();
    try {
      await channel.edit(reference, message);
      log.info("announcement edited", about);
    } catch (error) {
      if (!(error instanceof ChannelError) || error.code !== "gone") throw error;
      log.warn("a message no longer exists and is posted again", about);
      await pace.turn(room);
      await post();
    }
  };
  return deliver(deps, { room, send, claims: claims(() => next) });
}
