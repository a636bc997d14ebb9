import * as z from "zod";
import { instantSchema } from "../time/instant.ts";

/** The outcomes of the newest messages of a channel. */
export const channelRecordSchema = z.object({
  last_success_at: instantSchema.nullable().default(null),
  last_failure_at: instantSchema.nullable().default(null),
  /** The reason of the last failure, cut to a sentence. */
  last_failure: z.string().nullable().default(null),
});
type ChannelRecord = Readonly<z.infer<typeof channelRecordSchema>>;

/** A request for a test message, to see whether a channel works. It goes through the channel's queue,
 *  is sent once, and is not repeated when it fails. */
export const channelTestSchema = z.object({
  source: z.literal("bellwether.operator"),
  "detail-type": z.literal("ChannelTestRequested"),
  detail: z.object({
    id: z.string().min(1).max(100),
    requested_at: instantSchema,
    by: z.string().min(1).max(200),
  }),
});
export type ChannelTest = Readonly<z.infer<typeof channelTestSchema>>;

export const channelTestOutcomeSchema = z.object({
  outcome: z.enum(["sent", "failed"]),
  /** Why it failed; what the service gave as its reference otherwise. */
  detail: z.string(),
});
export type ChannelTestOutcome = Readonly<z.infer<typeof channelTestOutcomeSchema>>;

/** What channels report of themselves by name, across processes. Every promise rejects with `StoreError`. */
export type ChannelRecords = Readonly<{
  read: (channel: string) => Promise<ChannelRecord>;
  succeeded: (channel: string) => Promise<void>;
  failed: (channel: string, reason: string) => Promise<void>;
  tested: (id: string, outcome: ChannelTestOutcome) => Promise<void>;
  /** Null until the channel has tried. */
  readTest: (id: string) => Promise<ChannelTestOutcome | null>;
}>;
