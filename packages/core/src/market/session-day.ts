import { dayOf, type EpochDay, isWeekend } from "../time/day.ts";
import { HALF_HOUR_SECONDS, HOUR_SECONDS, type Instant } from "../time/instant.ts";
import type { Session } from "./instrument.ts";
import { openingOf, SESSION_RULES } from "./session.ts";

/** One session of one day, by the clock: holidays are not known. Its ticks are those from `from` and
 *  before `to`, when the last of them is too old to be evaluated. */
export type SessionDay = Readonly<{
  session: Session;
  day: EpochDay;
  from: Instant;
  to: Instant;
}>;

/** The session of a day; null on a weekend, unless it has no weekends. */
function sessionDay(session: Session, day: EpochDay): SessionDay | null {
  const rule = SESSION_RULES[session];
  if (!rule.weekends && isWeekend(day)) return null;
  const open = openingOf(rule, day);
  // A session that never closes has the tick of midnight in common with the day before.
  const from = session === "always" ? open + HALF_HOUR_SECONDS : open;
  return { session, day, from, to: open + rule.hours * HOUR_SECONDS + HALF_HOUR_SECONDS };
}

/** The newest session whose ticks are all past. */
export function lastSessionDay(session: Session, at: Instant): SessionDay {
  for (let day = dayOf(at); ; day -= 1) {
    const found = sessionDay(session, day);
    if (found !== null && found.to <= at) return found;
  }
}

/** The session of a tick, by the clock alone: Europe's before New York's where both are
 *  open. */
export function sessionAt(tick: Instant): Session {
  const isOf = (session: "eu" | "us") => {
    const found = sessionDay(session, dayOf(tick));
    return found !== null && tick >= found.from && tick < found.to;
  };
  if (isOf("eu")) return "eu";
  return isOf("us") ? "us" : "always";
}
