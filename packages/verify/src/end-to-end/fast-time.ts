import type { Sleep, SystemNow } from "@bellwether/core/time";

export type FastTime = Readonly<{
  systemNow: SystemNow;
  sleep: Sleep;
  /** Sets the clock ahead. Sleeps that end within this time end at once. */
  skip: (durationMs: number) => void;
}>;

/** The machine's clock, sped up by `factor`: backoffs, leases and pauses become shorter by the same
 *  factor. A long wait is skipped instead, because a factor that makes an hour short also makes a
 *  lease of a minute shorter than one request on a busy machine. */
export function fastTime(factor: number): FastTime {
  const startedMs = Date.now();
  const startedAt = performance.now();
  const sleepers = new Set<() => void>();
  let skippedMs = 0;
  const systemNow = () => startedMs + skippedMs + factor * (performance.now() - startedAt);
  return {
    systemNow,
    sleep: (durationMs, signal) =>
      new Promise((resolve) => {
        const endsAt = systemNow() + durationMs;
        let timer: NodeJS.Timeout | undefined;
        const end = (): void => {
          clearTimeout(timer);
          sleepers.delete(lookAtClock);
          signal?.removeEventListener("abort", end);
          resolve();
        };
        const lookAtClock = (): void => {
          clearTimeout(timer);
          const leftMs = endsAt - systemNow();
          timer = setTimeout(leftMs > 0 ? lookAtClock : end, Math.max(0, leftMs) / factor);
        };
        sleepers.add(lookAtClock);
        signal?.addEventListener("abort", end, { once: true });
        if (signal?.aborted === true) end();
        else lookAtClock();
      }),
    skip(durationMs) {
      skippedMs += durationMs;
      for (const lookAtClock of sleepers) lookAtClock();
    },
  };
}
