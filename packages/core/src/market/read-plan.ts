import type { CandleQuery } from "../port.ts";
import { dayOf, type EpochDay, fromIsoDate, isWeekend, mondayOf, startOfDay } from "../time/day.ts";
import type { Instant } from "../time/instant.ts";
import { CANDLES_READ } from "../workflow/computed.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { type BuiltUnitTime, isBuiltUnitTime } from "./candle-builder.ts";
import type { Instrument, Market } from "./instrument.ts";
import { marketOf, SESSION_RULES } from "./session.ts";

const HALF_HOURS_A_DAY = 48;
/** Days on which a market does not trade for a holiday, as a part of its weekdays, and some for a
 *  cluster of them or a feed that has gaps. */
const HOLIDAY_MARGIN = 0.06;
const GAP_MARGIN = 3;

/** What has to be read of the market to evaluate workflows at a tick: one read per instrument and
 *  horizon, for the longest history any of them needs, whatever their number.
 *  `market` gives an instrument's market where the code alone does not tell (`always`). */
export function planReads(
  workflows: readonly Pick<Workflow, "index" | "cfd" | "is_us" | "conditions" | "trigger">[],
  tick: Instant,
  instrumentOf: (code: string) => Instrument | undefined = () => undefined,
): readonly CandleQuery[] {
  const reads = new Map<string, CandleQuery>();
  const ask = (query: CandleQuery) => {
    const key = `${query.horizon}.${query.code}`;
    const planned = reads.get(key);
    reads.set(key, planned === undefined ? query : longerOf(planned, query));
  };
  for (const workflow of workflows) {
    const market = marketOf(workflow, instrumentOf(workflow.cfd));
    const { indicator, close } = workflow.conditions[0];
    const series = [
      { code: workflow.index, ut: indicator.ut, count: CANDLES_READ[indicator.name] },
      { code: workflow.cfd, ut: close.ut, count: 1 },
      { code: workflow.cfd, ut: workflow.trigger.ut, count: 1 },
    ];
    for (const { code, ut, count } of series) {
      if (isBuiltUnitTime(ut)) ask(halfHours(code, market, ut, count, tick));
      if (ut === "weekly") {
        ask({ code, horizon: "weekly", before: tick, count: count + 1, forming: true });
        ask(halfHoursSince(code, market, mondayOf(dayOf(tick)), tick));
      }
    }
    if (indicator.name === "inclined") {
      ask(dailySince(workflow.index, fromIsoDate(indicator.x1.x), tick));
    }
  }
  return [...reads.values()];
}

function longerOf(a: CandleQuery, b: CandleQuery): CandleQuery {
  const count = Math.max(a.count, b.count);
  if (a.since === undefined || b.since === undefined) return { ...a, count };
  return { ...a, count, since: Math.min(a.since, b.since) };
}

/** The half-hours from which `count` closed candles can be built at the tick. */
function halfHours(
  code: string,
  market: Market,
  ut: BuiltUnitTime,
  count: number,
  tick: Instant,
): CandleQuery {
  const rule = SESSION_RULES[market];
  const candlesADay = ut === "h1" ? rule.hours : ut === "h4" ? rule.blockEnd.length : 1;
  const sessions = Math.ceil(count / candlesADay);
  const margin = rule.weekends ? 1 : Math.ceil(sessions * HOLIDAY_MARGIN) + GAP_MARGIN;
  let day = dayOf(tick);
  for (let missing = sessions + margin; missing > 0; ) {
    day -= 1;
    if (rule.weekends || !isWeekend(day)) missing -= 1;
  }
  return halfHoursSince(code, market, day, tick);
}

/** Half-hours from a day on. Some feeds trade around the clock, so a trading day may have 48. */
function halfHoursSince(code: string, market: Market, first: EpochDay, tick: Instant): CandleQuery {
  const last = dayOf(tick);
  const weekends = SESSION_RULES[market].weekends;
  let days = 0;
  for (let day = first; day <= last; day += 1) if (weekends || !isWeekend(day)) days += 1;
  return {
    code,
    horizon: "half_hour",
    before: tick,
    count: Math.max(1, days) * HALF_HOURS_A_DAY,
    since: startOfDay(first),
  };
}

/** Daily bars from a day on: they only tell on which days the instrument traded. */
function dailySince(code: string, first: EpochDay, tick: Instant): CandleQuery {
  const from = Math.min(first, dayOf(tick));
  const count = dayOf(tick) - from + 1;
  return { code, horizon: "daily", before: tick, count, since: startOfDay(from), forming: true };
}
