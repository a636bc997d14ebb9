import type { ReadStatus } from "@bellwether/core/api";
import type { SystemNow } from "@bellwether/core/time";

/** `read`, at most once per interval: the health check is public, and each
 *  answer is a dozen requests to AWS. A failure is not kept. */
export function brieflyKept(
  read: ReadStatus,
  { keepMs, systemNow }: { readonly keepMs: number; readonly systemNow: SystemNow },
): ReadStatus {
  let kept: { readonly status: ReturnType<ReadStatus>; readonly untilMs: number } | null = null;
  return () => {
    if (kept !== null && systemNow() < kept.untilMs) return kept.status;
    const status = read();
    kept = { status, untilMs: systemNow() + keepMs };
    status.catch(() => {
      kept = null;
    });
    return status;
  };
}
