import type { SystemNow } from "@bellwether/core/time";
import type { HttpDeps } from "@bellwether/markets/http";

/** With a smaller delay the only effect is that a message arrives later than it states. */
const REPORTED_FROM_MS = 120_000;

export type ClockWatch = Readonly<{
  /** Behaves like the given `fetch`, and compares the date of each answer with this machine's clock. */
  fetch: typeof fetch;
  /** The fault of the clock, for the status; null while it is right by the newest answer. */
  problem: () => string | null;
}>;

/** Detects a clock that is slow by less than the lateness limit of a tick. Every run then comes late,
 *  while every order seems fresh. Beyond that limit a market's answers are refused. A fast clock makes
 *  answers look old; they are refused from one minute on. */
export function clockWatch(deps: {
  readonly fetch: HttpDeps["fetch"];
  readonly systemNow: SystemNow;
}): ClockWatch {
  let slowMs = 0;
  return {
    async fetch(...request) {
      const response = await deps.fetch(...request);
      const dateMs = Date.parse(response.headers.get("date") ?? "");
      if (!Number.isNaN(dateMs)) slowMs = dateMs - deps.systemNow();
      return response;
    },
    problem() {
      if (slowMs < REPORTED_FROM_MS) return null;
      const minutes = Math.round(slowMs / 60_000);
      return `the clock of this machine is ${minutes} minutes slow by the date of the market's answers, so that every run comes too late: set the clock`;
    },
  };
}
