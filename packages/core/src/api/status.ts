import * as z from "zod";
import { runCompletedSchema } from "../signal/run-completed.ts";
import { instantSchema } from "../time/instant.ts";

/** One consumer's queue and what it gave up on. Counts are approximate on AWS. */
export const queueStatusSchema = z.object({
  /** The consumer it feeds: `notify`, `persist`, `record`, ... and the name that redrive takes. */
  name: z.string(),
  /** Waiting to be received. */
  visible: z.int().nonnegative(),
  /** Received and not yet acknowledged. */
  in_flight: z.int().nonnegative(),
  /** Waiting for a moment to come: backoff, or what the chat service asked for. */
  delayed: z.int().nonnegative(),
  dead_letters: z.int().nonnegative(),
  /** How often the worst of the waiting messages was tried in vain; absent where it is not known. */
  most_failures: z.int().nonnegative().optional(),
});
export type QueueStatus = z.infer<typeof queueStatusSchema>;

/** How the whole system is. Answer of `GET /status`; `/health` says only whether `problems` is
 *  empty. */
export const systemStatusSchema = z.object({
  as_of: instantSchema,
  market: z.object({
    name: z.string(),
    /** Invented prices: the page says so on every screen. */
    simulated: z.boolean(),
    /** Catching up with recorded or simulated days, faster than the wall clock. */
    replaying: z.boolean(),
    /** The market's clock. */
    clock: instantSchema,
  }),
  /** No run evaluates until it is resumed. */
  paused: z.boolean(),
  /** Null when no further tick will come: paused, or a recording that has ended. */
  next_tick: instantSchema.nullable(),
  /** Due ticks that no run stands for, newest first. */
  missed_runs: z.array(z.object({ tick: instantSchema })),
  /** The last runs, newest first. */
  runs: z.array(runCompletedSchema),
  stream: z.object({
    /** How far the projector is behind the orders; null when that is not known yet. */
    iterator_age_ms: z.number().nonnegative().nullable(),
    /** Records the projector gave up on, kept with their body. */
    parked: z.int().nonnegative(),
  }),
  queues: z.array(queueStatusSchema),
  /** What is wrong, one sentence each. */
  problems: z.array(z.string()),
});
export type SystemStatus = Readonly<z.infer<typeof systemStatusSchema>>;

/** Answer of `POST /dead-letters/{queue}/redrive`. */
export const redriveResultSchema = z.object({
  queue: z.string(),
  /** Messages given back to the queue. */
  redriven: z.int().nonnegative(),
});
export type RedriveResult = z.infer<typeof redriveResultSchema>;

/** A message that a consumer gave up on. */
export const deadLetterSchema = z.object({
  id: z.string(),
  /** As the consumer received it. */
  body: z.string(),
  /** Why it was given up; null when that is not on record. */
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

/** Body of `POST /dead-letters/{queue}/discard`: whoever discards names what they have seen, so that a
 *  letter which came since is kept. */
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
  /** Too late to be evaluated: its signals would be history. */
  z.object({ kind: z.literal("missed"), tick: instantSchema, late_seconds: z.number() }),
  /** It goes on after this answer; the status shows it when it is over. */
  z.object({ kind: z.literal("running"), tick: instantSchema }),
]);
export type RunAnswer = z.infer<typeof runAnswerSchema>;

const namedSchema = z.object({ id: z.string(), name: z.string() });

/** Answer of `POST /rebuild`: one page of workflows, derived or checked. */
export const rebuildPageSchema = z.object({
  /** Workflows looked at up to the end of this page. */
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
  /** Whose `last_order` was not their newest order: set right, or with `check` only found. */
  differences: z.array(namedSchema),
  failed: z.array(namedSchema.extend({ reason: z.string() })),
  /** Null at the end. */
  next_cursor: z.string().nullable(),
});
export type RebuildPage = z.infer<typeof rebuildPageSchema>;

/** Answer of `GET /health`, which is open to everyone. */
export const healthSchema = z.object({ ok: z.boolean() });
