import * as z from "zod";

/** An instant: whole seconds since 1970-01-01T00:00:00Z. Only the HTTP API uses another format. */
export const instantSchema = z.int().nonnegative().max(253_402_300_799);
export type Instant = z.infer<typeof instantSchema>;

/** An instant of the machine's clock in epoch milliseconds, for latencies. Never the market's. */
export const epochMsSchema = z.number().nonnegative();

/** A calendar day, `YYYY-MM-DD`, without a time zone. */
export const isoDateSchema = z.iso.date();

export const MINUTE_SECONDS = 60;
export const HALF_HOUR_SECONDS = 1_800;
export const HOUR_SECONDS = 3_600;
export const DAY_SECONDS = 86_400;
export const WEEK_SECONDS = 604_800;

/** `2026-11-23T10:01:00Z`: to the second, always in UTC. */
export function toIso(instant: Instant): string {
  return `${new Date(instant * 1_000).toISOString().slice(0, 19)}Z`;
}

const isoText = z.iso.datetime({ offset: true });

/** Parses an ISO 8601 instant with an offset. Throws `RangeError` for any other text. A fraction of
 *  a second is truncated. */
export function fromIso(text: string): Instant {
  const parsed = isoText.safeParse(text);
  if (!parsed.success) throw new RangeError(`not an ISO 8601 instant with an offset: ${text}`);
  return Math.floor(new Date(text).getTime() / 1_000);
}

/** An instant in a request: ISO 8601 with an offset, and not before 1970. */
export const isoInstantSchema = z.iso
  .datetime({ offset: true, error: "must be an instant such as 2026-11-23T10:01:00Z" })
  .transform(fromIso)
  .refine((instant) => instantSchema.safeParse(instant).success, "must be from 1970 to 9999");
