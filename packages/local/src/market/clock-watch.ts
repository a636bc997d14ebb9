import type { SystemNow } from "@bellwether/core/time";
import type { HttpDeps } from "@bellwether/markets/http";

/** A slow clock of less costs at most a message that comes later than it says. */
const REPORTED_FROM_MS = 120_000;

export type ClockWatch = Readonly<{
  /** As the given one; compares the date of each answer with the clock of this machine. */
  fetch: typeof fetch;
  /** What a status says of the clock; null while it is right by the newest answer. */
  problem: () => string | null;
}>;

/** Notices a clock that is slow by less than the lateness limit of a tick, beyond which a market's
 *  answers are refused: every run then comes late, and every order calls itself fresh. A fast clock
 *  shows as old answers, which are refused from one minute on. */
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
