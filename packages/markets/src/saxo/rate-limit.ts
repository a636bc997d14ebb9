import { retryAfterMs } from "../http/verdict.ts";

/** What an answer says of the requests that are left. */
export type RateLimit = Readonly<{ remaining: number; resetMs: number }>;

const REMAINING = /^x-ratelimit-(.+)-remaining$/;
/** Orders have a limit of their own, one a second, which says nothing about reading. */
const ORDERS = "sessionorders";

/** The tightest of the limits that the headers name (`X-RateLimit-Session-Remaining` and
 *  `-Reset`, the same for `AppDay` and others). Null when they name none.
 *  Source: developer.saxo, "Rate limiting". */
export function tightestLimit(headers: Headers): RateLimit | null {
  let tightest: RateLimit | null = null;
  for (const [name, value] of headers) {
    const dimension = REMAINING.exec(name)?.[1];
    if (dimension === undefined || dimension === ORDERS) continue;
    const remaining = Number(value);
    const resetMs = Number(headers.get(`x-ratelimit-${dimension}-reset`)) * 1_000;
    if (!Number.isFinite(remaining) || !Number.isFinite(resetMs)) continue;
    if (tightest === null || remaining < tightest.remaining) tightest = { remaining, resetMs };
  }
  return tightest;
}

/** How long to wait after a 429: as `Retry-After` says, else until the limit that is used up is
 *  reset, else a minute. Both count whole seconds, so that 0 is less than one. */
export function waitAfterRefusal(headers: Headers): number {
  const tightest = tightestLimit(headers);
  const isUsedUp = tightest !== null && tightest.remaining <= 0;
  return Math.max(1_000, retryAfterMs(headers) ?? (isUsedUp ? tightest.resetMs : 60_000));
}
