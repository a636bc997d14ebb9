import { isTickDue, MarketError, type MarketPort, sessionOf } from "@bellwether/core/market";
import { type DaySummary, daySummary } from "@bellwether/core/run";
import { type ReadDecisions } from "@bellwether/core/signal";
import {
  DAY_SECONDS,
  HALF_HOUR_SECONDS,
  type Instant,
  TICK_OFFSET_SECONDS,
  tickAfter,
  tickAtOrBefore,
} from "@bellwether/core/time";
import type { Workflow } from "@bellwether/core/workflow";
import { findInstruments } from "./market-reading.ts";

/** The longest time a session stays closed: a holiday next to a weekend, plus a margin. */
const LONGEST_CLOSURE_SECONDS = 10 * DAY_SECONDS;

type SummaryDeps = Readonly<{
  readDecisions: ReadDecisions;
  market: Pick<MarketPort, "findInstrument">;
}>;

/** The summary of the day before `to`; null if nothing was due. One read for each half-hour. Rejects
 *  with `StoreError`. */
export async function summarizeDay(
  { readDecisions, market }: SummaryDeps,
  active: readonly Workflow[],
  { day, to }: { readonly day: string; readonly to: Instant },
): Promise<DaySummary | null> {
  const decisions = [];
  for (let tick = tickAfter(to - DAY_SECONDS); tick <= to; tick += HALF_HOUR_SECONDS) {
    decisions.push(...(await readDecisions(tick)));
  }
  const names = new Map(active.map(({ id, name }) => [id, name]));
  const next = await nextSession(market, active, to);
  return daySummary({ tick: tickAtOrBefore(to), day, next }, decisions, (id) => {
    return names.get(id) ?? "a workflow that is not active any more";
  });
}

async function nextSession(
  market: SummaryDeps["market"],
  active: readonly Workflow[],
  to: Instant,
): Promise<DaySummary["next"]> {
  const instruments = await findInstruments(
    market,
    active.map(({ cfd }) => cfd),
  );
  const traded = active.map((workflow) => {
    const found = instruments.get(workflow.cfd);
    const instrument = found instanceof MarketError ? undefined : found;
    return { market: sessionOf(workflow, instrument), code: workflow.cfd };
  });
  for (let tick = tickAfter(to); tick < to + LONGEST_CLOSURE_SECONDS; tick += HALF_HOUR_SECONDS) {
    const due = traded.find((each) => isTickDue(each, tick));
    if (due !== undefined) return { opens_at: tick - TICK_OFFSET_SECONDS, market: due.market };
  }
  return null;
}
