/** How long a response asks its client to wait, in seconds, by its `Retry-After` header: seconds, or a
 *  date, which is compared with the `Date` of the same response and not with a clock of ours. Null
 *  without the header, and for one that is neither. Source: RFC 9110, section 10.2.3. */
export function retryAfterSeconds(
  retryAfter: string | null | undefined,
  date: string | null | undefined,
): number | null {
  const text = retryAfter?.trim() ?? "";
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  const untilMs = Date.parse(text) - Date.parse(date ?? "");
  return /[a-z]/i.test(text) && Number.isFinite(untilMs) ? Math.max(0, untilMs / 1_000) : null;
}
