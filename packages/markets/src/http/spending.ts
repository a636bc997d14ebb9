import type { SystemNow } from "@bellwether/core/time";

/** The weight spent of a limit, and what the market reports about it. */
export type Spending = Readonly<{
  /** Time until a request of this weight fits while this much stays in reserve; 0 means now. */
  waitMs: (weight: number, reserve: number) => number;
  spend: (weight: number) => void;
  observe: (remaining: number, resetMs: number) => void;
  pause: (durationMs: number) => void;
}>;

/** Counts the weight spent in a sliding window. If the market reports less left, that figure is
 *  used, because other processes may share the limit. */
export function spendingOf(options: {
  limit: number;
  windowMs: number;
  systemNow: SystemNow;
}): Spending {
  const { limit, windowMs, systemNow } = options;
  let spent: { readonly atMs: number; readonly weight: number }[] = [];
  let reported = { remaining: Number.POSITIVE_INFINITY, untilMs: 0 };
  let pausedUntilMs = 0;

  return {
    waitMs: (weight, reserve) => {
      const now = systemNow();
      if (pausedUntilMs > now) return pausedUntilMs - now;
      if (reported.untilMs > now && reported.remaining - weight < reserve)
        return reported.untilMs - now;
      spent = spent.filter(({ atMs }) => atMs > now - windowMs);
      const allowed = limit - reserve - weight;
      let used = spent.reduce((sum, entry) => sum + entry.weight, 0);
      let waitMs = 0;
      for (const entry of spent) {
        if (used <= allowed) break;
        used -= entry.weight;
        waitMs = entry.atMs + windowMs - now;
      }
      return waitMs;
    },
    spend: (weight) => {
      spent.push({ atMs: systemNow(), weight });
      reported = { ...reported, remaining: reported.remaining - weight };
    },
    observe: (remaining, resetMs) => {
      reported = { remaining, untilMs: systemNow() + resetMs };
    },
    pause: (durationMs) => {
      pausedUntilMs = Math.max(pausedUntilMs, systemNow() + durationMs);
    },
  };
}
