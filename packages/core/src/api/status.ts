import * as z from "zod";
import { channelRecordSchema, channelTestOutcomeSchema } from "../channel/channel-record.ts";
import { sessionSchema } from "../market/instrument.ts";
import { runCompletedSchema } from "../run/run-completed.ts";
import { instantSchema } from "../time/instant.ts";

/** One consumer's queue and its dead letters. Counts are approximate on AWS. */
export const queueStatusSchema = z.object({
  /** The consumer it feeds: `notify`, `persist`, `record`, ... and the name that redrive takes. */
  name: z.string(),
  /** Waiting to be received. */
  visible: z.int().nonnegative(),
  /** Received and not yet acknowledged. */
  in_flight: z.int().nonnegative(),
  /** Not due yet: backoff, or a delay that the chat service asked for. */
  delayed: z.int().nonnegative(),
  dead_letters: z.int().nonnegative(),
  /** The most failed deliveries of one waiting message; absent where it is not known. */
  most_failures: z.int().nonnegative().optional(),
  /** Its channel is not configured any more. All that waits for it counts as dead letters. */
  abandoned: z.literal(true).optional(),
});
export type QueueStatus = z.infer<typeof queueStatusSchema>;

/** A channel, the outcomes of its newest messages, and the messages that wait. */
export const channelStatusSchema = channelRecordSchema.extend({
  /** As workflows and settings name it; `terminal` where none is configured. */
  name: z.string(),
  /** Messages in its queue, whatever they wait for. */
  waiting: z.int().nonnegative(),
  dead_letters: z.int().nonnegative(),
});
export type ChannelStatus = z.infer<typeof channelStatusSchema>;

/** Answer of `POST /channels/{channel}/test`. `waiting`: it was not sent yet. */
export const channelTestAnswerSchema = z.object({
  channel: z.string(),
  outcome: z.enum([...channelTestOutcomeSchema.shape.outcome.options, "waiting"]),
  detail: z.string(),
});
export type ChannelTestAnswer = z.infer<typeof channelTestAnswerSchema>;

/** The status of the system. Answer of `GET /status`; `/health` only reports whether
 *  `problems` is empty. */
export const systemStatusSchema = z.object({
  as_of: instantSchema,
  market: z.object({
    name: z.string(),
    /** Simulated prices, which every screen states. */
    simulated: z.boolean(),
    /** Catching up with recorded or simulated days, faster than the wall clock. */
    replaying: z.boolean(),
    /** How far the replay has come since the start of the process, in runs; null without one. */
    replay_progress: z
      .object({ done: z.int().nonnegative(), total: z.int().nonnegative() })
      .nullable()
      .default(null),
    /** The market's clock. */
    clock: instantSchema,
    /** The session in whose time zone the market is shown: that of its instruments, if all share one. */
    session: sessionSchema,
  }),
  /** While true, runs evaluate nothing. */
  paused: z.boolean(),
  /** Null when no further tick will come: paused, or a recording that has ended. */
  next_tick: instantSchema.nullable(),
  /** Due ticks without a run, newest first. */
  missed_runs: z.array(z.object({ tick: instantSchema })),
  /** The last runs, newest first. */
  runs: z.array(runCompletedSchema),
  stream: z.object({
    /** By how much the projector is behind the orders; null if it is not known yet. */
    iterator_age_ms: z.number().nonnegative().nullable(),
    /** Records that the projector could not process, kept with their body. */
    parked: z.int().nonnegative(),
  }),
  queues: z.array(queueStatusSchema),
  channels: z.array(channelStatusSchema).default([]),
  /** What is wrong, one sentence each. */
  problems: z.array(z.string()),
});
export type SystemStatus = Readonly<z.infer<typeof systemStatusSchema>>;

/** Answer of `POST /dead-letters/{queue}/redrive`. */
export const redriveResultSchema = z.object({
  queue: z.string(),
  /** Messages on their way back to the queue: on AWS the move continues after the response. */
  redriven: z.int().nonnegative(),
});
export type RedriveResult = z.infer<typeof redriveResultSchema>;

/** A message that a consumer could not process. */
export const deadLetterSchema = z.object({
  id: z.string(),
  /** As the consumer received it. */
  body: z.string(),
  /** Why it became a dead letter; null if that was not recorded. */
  reason: z.string().nullable(),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;

/** Answer of `GET /dead-letters/{queue}`. */
export const deadLettersSchema = z.object({
  queue: z.string(),
  dead_letters: z.array(deadLetterSchema),
});

/** The most dead letters that one request lists or discards. */
export const MAX_DEAD_LETTERS = 100;

/** Body of `POST /dead-letters/{queue}/discard`. It names the letters that the user has seen, so that
 *  one that arrived later is kept. */
export const discardRequestSchema = z.strictObject({
  ids: z.array(z.string().min(1)).min(1).max(MAX_DEAD_LETTERS),
});

/** Answer of `POST /dead-letters/{queue}/discard`. */
export const discardResultSchema = z.object({
  queue: z.string(),
  /** Dead letters that are gone for good. The others were not there any more. */
  discarded: z.int().nonnegative(),
});
export type DiscardResult = z.infer<typeof discardResultSchema>;

/** Answer of `POST /runs`. */
export const runAnswerSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("completed"), run: runCompletedSchema }),
  /** Too late to be evaluated: its prices are out of date. */
  z.object({ kind: z.literal("missed"), tick: instantSchema, late_seconds: z.number() }),
  /** It continues after this answer; the status shows it once it has ended. */
  z.object({ kind: z.literal("running"), tick: instantSchema }),
]);
export type RunAnswer = z.infer<typeof runAnswerSchema>;

const namedSchema = z.object({ id: z.string(), name: z.string() });

/** Answer of `POST /rebuild`: one page of workflows, or of rows of the list of signals, derived or
 *  checked. */
export const rebuildPageSchema = z.object({
  /** Workflows looked at up to the end of this page. */
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
  /** Workflows and signals whose projection was not that of their orders: corrected, or with `check`
   *  reported. */
  differences: z.array(namedSchema),
  failed: z.array(namedSchema.extend({ reason: z.string() })),
  /** Null at the end. */
  next_cursor: z.string().nullable(),
});
export type RebuildPage = z.infer<typeof rebuildPageSchema>;

/** Answer of `GET /health`, which is open to everyone. */
export const healthSchema = z.object({ ok: z.boolean() });
