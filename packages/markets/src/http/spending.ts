import type { SystemNow } from "@bellwether/core/time";

/** What has been spent of a limit, and what the market says about it. */
export type Spending = Readonly<{
  /** How long until a request of this weight fits, when so much must be left over; 0: now. */
  waitMs: (weight: number, reserve: number) => number;
  spend: (weight: number) => void;
  observe: (remaining: number, resetMs: number) => void;
  pause: (durationMs: number) => void;
}>;

/** Counts what is spent in a window that moves with the clock, and believes the market when it
 *  says that less is left: another process may spend of the same limit. */
export function spendingOf(options: {
  limit: number;
  windowMs: number;
  systemNow: SystemNow;
}): Spending {
  const { limit, windowMs, systemNow } = options;
  let spent: { readonly atMs: number; readonly weight: number }[] = [];
  let told = { remaining: Number.POSITIVE_INFINITY, untilMs: 0 };
  let pausedUntilMs = 0;

  return {
    waitMs: (weight, reserve) => {
      const now = systemNow();
      if (pausedUntilMs > now) return pausedUntilMs - now;
      if (told.untilMs > now && told.remaining - weight < reserve) return told.untilMs - now;
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
      told = { ...told, remaining: told.remaining - weight };
    },
    observe: (remaining, resetMs) => {
      told = { remaining, untilMs: systemNow() + resetMs };
    },
    pause: (durationMs) => {
      pausedUntilMs = Math.max(pausedUntilMs, systemNow() + durationMs);
    },
  };
}
