import * as z from "zod";
import { type EpisodeEnded, endReasonSchema } from "../signal/episode-ended.ts";
import { type OrderSignal, orderSignalSchema } from "../signal/order-signal.ts";
import { instantSchema } from "../time/instant.ts";

/** What one consumer knows of an episode, and the message that it keeps up to date. */
export const episodeMessageSchema = z.object({
  /** The newest signal that has arrived; null if only the end has. */
  signal: orderSignalSchema.nullable(),
  /** When the newest signal was placed that is not snoozed. Absent without any, and in items of earlier
   *  versions. */
  unsnoozed_at: instantSchema.optional(),
  /** The ends that were reported, earliest first; none while it runs. A signal takes back those before
   *  it, except one with a reason: the rule of that episode is no longer evaluated. */
  ends: z.array(
    z.object({
      at: instantSchema,
      count: z.int().nonnegative(),
      reason: endReasonSchema.optional(),
    }),
  ),
  /** Null until the episode has a message. */
  posted: z
    .object({
      /** By which the channel edits it; null if it cannot be edited. */
      reference: z.string().nullable(),
      /** How it begins: the announcement of the first signal, which an edit keeps. */
      headline: z.string(),
      /** The price in it. */
      order_price: z.number(),
    })
    .nullable(),
});
export type EpisodeMessage = Readonly<z.infer<typeof episodeMessageSchema>>;
type End = EpisodeMessage["ends"][number];

const NOTHING: EpisodeMessage = { signal: null, ends: [], posted: null };

export type EpisodeEvent =
  | { readonly type: "OrderSignal"; readonly detail: OrderSignal }
  | { readonly type: "EpisodeEnded"; readonly detail: EpisodeEnded };

/** What is known after some events. Neither their order nor a repetition matters. The result is `known` itself if they add nothing. */
export function withEvents(
  known: EpisodeMessage | null,
  events: readonly EpisodeEvent[],
): EpisodeMessage {
  return events.reduce(withEvent, known ?? NOTHING);
}

function withEvent(known: EpisodeMessage, event: EpisodeEvent): EpisodeMessage {
  if (event.type === "EpisodeEnded") {
    const { tick: at, episode_count: count, reason } = event.detail;
    const end = { at, count, ...(reason !== undefined && { reason }) };
    if (known.signal !== null && isTakenBack(end, known.signal)) return known;
    const isSame = (other: End) => other.at === at && other.reason === reason;
    if (known.ends.some((other) => isSame(other) && other.count >= count)) return known;
    const others = known.ends.filter((other) => !isSame(other));
    return { ...known, ends: [...others, end].toSorted(byInstant) };
  }
  const signal = event.detail;
  const isNewest = known.signal === null || signal.placed_at > known.signal.placed_at;
  const isUnsnoozed = signal.snoozed !== true && signal.placed_at > unsnoozedAt(known);
  if (!isNewest && !isUnsnoozed) return known;
  return {
    ...known,
    signal: isNewest ? signal : known.signal,
    ...(isUnsnoozed && { unsnoozed_at: signal.placed_at }),
    ends: known.ends.filter((end) => !isTakenBack(end, signal)),
  };
}

/** A run that was repeated with decisions that had arrived meanwhile: the episode did not end. An end
 *  with a reason stands, though a run that read the workflow earlier may still have signalled. */
function isTakenBack({ at, reason }: End, { placed_at }: OrderSignal): boolean {
  return reason === undefined && at <= placed_at;
}

/** Of two at one instant, the one with a reason first. */
function byInstant(a: End, b: End): number {
  return a.at - b.at || (b.reason ?? "").localeCompare(a.reason ?? "");
}

/** When the newest signal was placed that is to be announced, 0 without any: a snoozed one that follows
 *  it does not silence it. */
export function unsnoozedAt({ signal, unsnoozed_at }: EpisodeMessage): number {
  if (unsnoozed_at !== undefined) return unsnoozed_at;
  return signal === null || signal.snoozed === true ? 0 : signal.placed_at;
}

/** When the episode ended, and with how many signals; null while it runs. A later report of the same
 *  end, which a late decision causes, changes nothing. */
export function endOf({ ends }: EpisodeMessage): End | null {
  return ends[0] ?? null;
}

/** The number of signals in the episode so far. */
export function signalsIn(message: EpisodeMessage): number {
  return Math.max(message.signal?.episode_count ?? 0, endOf(message)?.count ?? 0);
}

/** How far the price has moved since the message was posted, in points; null unless it is more than
 *  the trigger's offset. */
export function movedPoints({ signal, posted }: EpisodeMessage): number | null {
  if (signal === null || posted === null) return null;
  const moved = signal.order_price - posted.order_price;
  return Math.abs(moved) > (signal.trigger_offset ?? 0) ? moved : null;
}

/** The key of an episode. */
export function episodeKey(of: Readonly<{ workflow_id: string; episode: number }>): string {
  return `episode#${of.workflow_id}.${of.episode}`;
}

/** The messages of episodes. One consumer at a time has the claim on an episode, so that no edit
 *  overtakes a later one. Every promise rejects with `StoreError`. */
export type EpisodeMessageStore = Readonly<{
  /** Claims an episode for `leaseMs`, and gives what is stored: null if nothing is. */
  claim: (
    key: string,
    leaseMs: number,
  ) => Promise<
    | { readonly kind: "claimed"; readonly token: string; readonly message: EpisodeMessage | null }
    | { readonly kind: "held"; readonly until_ms: number }
  >;
  /** Stores the message and ends the claim, if the caller still holds it. */
  save: (key: string, token: string, message: EpisodeMessage) => Promise<"saved" | "lost">;
  /** Ends the claim, if the caller still holds it, and leaves what is stored. */
  release: (key: string, token: string) => Promise<void>;
}>;
