import { dayOf } from "../time/day.ts";
import type { Instant } from "../time/instant.ts";
import type { Session } from "./instrument.ts";
import { sessionSpan } from "./session.ts";

/** Whether a session is open, and when that changes. */
export type SessionState =
  | { readonly kind: "always" }
  | { readonly kind: "open"; readonly until: Instant }
  | { readonly kind: "closed"; readonly opens: Instant };

/** No exchange is closed for longer than this. */
const LONGEST_CLOSURE_DAYS = 15;

/** The state of a session at an instant, by the calendar of its exchange: that of the code, or
 *  without one the session's usual exchange. */
export function sessionState(session: Session, at: Instant, code = ""): SessionState {
  if (session === "always") return { kind: "always" };
  const today = dayOf(at);
  for (let day = today; day <= today + LONGEST_CLOSURE_DAYS; day += 1) {
    const span = sessionSpan(session, code, day);
    if (span === null || at >= span.close) continue;
    return at < span.open
      ? { kind: "closed", opens: span.open }
      : { kind: "open", until: span.close };
  }
  throw new RangeError(`no session of ${session} begins within ${LONGEST_CLOSURE_DAYS} days`);
}
