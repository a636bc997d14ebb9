import { retryAfterMs } from "../http/verdict.ts";

/** The remaining requests that an answer reports. */
export type RateLimit = Readonly<{ remaining: number; resetMs: number }>;

const REMAINING = /^x-ratelimit-(.+)-remaining$/;
/** Orders have a separate limit, one a second. It does not apply to reading. */
const ORDERS = "sessionorders";
/** The longest limit counts the requests of a day. */
const LONGEST_RESET_SECONDS = 24 * 3_600;

/** The tightest limit in the headers (`X-RateLimit-Session-Remaining` and `-Reset`, the same for
 *  `AppDay` and others). Null without such headers. Source: developer.saxo, "Rate limiting". */
export function tightestLimit(headers: Headers): RateLimit | null {
  let tightest: RateLimit | null = null;
  for (const [name, value] of headers) {
    const dimension = REMAINING.exec(name)?.[1];
    if (dimension === undefined || dimension === ORDERS) continue;
    const remaining = Number(value);
    const resetSeconds = Number(headers.get(`x-ratelimit-${dimension}-reset`));
    if (!Number.isFinite(remaining) || !Number.isFinite(resetSeconds)) continue;
    const resetMs = 1_000 * Math.min(resetSeconds, LONGEST_RESET_SECONDS);
    if (tightest === null || remaining < tightest.remaining) tightest = { remaining, resetMs };
  }
  return tightest;
}

/** How long to wait after a 429: `Retry-After`, else until the exhausted limit is reset, else a
 *  minute. Both headers count whole seconds, so 0 means less than one second. */
export function waitAfterRefusal(headers: Headers): number {
  const tightest = tightestLimit(headers);
  const isUsedUp = tightest !== null && tightest.remaining <= 0;
  return Math.max(1_000, retryAfterMs(headers) ?? (isUsedUp ? tightest.resetMs : 60_000));
}
