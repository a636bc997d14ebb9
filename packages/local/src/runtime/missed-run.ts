import { sessionOf } from "@bellwether/core/market";
import type { Instant, MarketNow } from "@bellwether/core/time";
import { dueTicks } from "@bellwether/functions/handler";
import type { ChosenMarket } from "../market/chosen-market.ts";
import type { Stores } from "./stores.ts";

/** What looking for missed runs needs on this machine, which may have slept: a tick at which no
 *  workflow was due was not missed. `since`: ticks up to there are not reported. */
export function missedRunSearch({
  market,
  stores,
  marketNow,
  since,
}: Readonly<{ market: ChosenMarket; stores: Stores; marketNow: MarketNow; since: Instant }>) {
  // Without asking the market, which may be unreachable when a machine wakes.
  const isAlwaysOpen = market.session === "always";
  return {
    listRuns: stores.runs.list,
    marketNow,
    since: () => since,
    dueAmong: dueTicks({
      scanWorkflows: stores.workflows.scan,
      sessionOf: (workflow) => (isAlwaysOpen ? "always" : sessionOf(workflow)),
    }),
  };
}
