import type { ReadStatus } from "@bellwether/core/api";
import type { SystemNow } from "@bellwether/core/time";

/** `read`, at most once per interval: the health check is public, and each
 *  answer is a dozen requests to AWS. A failure is not cached. */
export function brieflyCached(
  read: ReadStatus,
  { keepMs, systemNow }: { readonly keepMs: number; readonly systemNow: SystemNow },
): ReadStatus {
  let cached: { readonly status: ReturnType<ReadStatus>; readonly untilMs: number } | null = null;
  return () => {
    if (cached !== null && systemNow() < cached.untilMs) return cached.status;
    const status = read();
    cached = { status, untilMs: systemNow() + keepMs };
    status.catch(() => {
      cached = null;
    });
    return status;
  };
}
