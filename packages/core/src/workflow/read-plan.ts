import { type BuiltUnitTime, isBuiltUnitTime } from "../market/candle-builder.ts";
import type { Instrument, Session } from "../market/instrument.ts";
import type { CandleQuery, Horizon } from "../market/market-port.ts";
import type { SeriesKey } from "../market/series.ts";
import { SESSION_RULES, sessionOf } from "../market/session.ts";
import { dayOf, type EpochDay, fromIsoDate, isWeekend, mondayOf, startOfDay } from "../time/day.ts";
import type { Instant } from "../time/instant.ts";
import { candlesRead } from "./computed.ts";
import type { Workflow } from "./workflow.ts";

const HALF_HOURS_A_DAY = 48;
/** The fraction of weekdays to add for holidays, and a few days for clusters of them and for gaps of
 *  the feed. */
const HOLIDAY_MARGIN = 0.06;
const GAP_MARGIN = 3;

/** The reads that evaluate workflows at a tick: one per instrument and horizon, with the longest
 *  history that any of them needs, whatever the number of workflows.
 *  `instrumentOf` gives the session of an instrument whose code does not show it (`always`). */
export function planReads(
  workflows: readonly Pick<Workflow, "index" | "cfd" | "is_us" | "conditions" | "trigger">[],
  tick: Instant,
  instrumentOf: (code: string) => Instrument | undefined = () => undefined,
): readonly CandleQuery[] {
  const plan = readPlan(tick);
  for (const workflow of workflows) {
    const session = sessionOf(workflow, instrumentOf(workflow.cfd));
    for (const { indicator, close } of workflow.conditions) {
      plan.series({ code: workflow.index, session, ut: indicator.ut }, candlesRead(indicator.name));
      plan.series({ code: workflow.cfd, session, ut: close.ut }, 1);
      if (indicator.name === "inclined") plan.openDays(workflow.index, indicator.x1.x);
    }
    plan.series({ code: workflow.cfd, session, ut: workflow.trigger.ut }, 1);
  }
  return plan.queries();
}

/** Collects reads; a repeated one costs a look-up. */
export function readPlan(tick: Instant) {
  const reads = new Map<string, CandleQuery>();
  const asked = new Set<string>();
  const spans = new Map<string, Span>();

  function need(code: string, horizon: Horizon, span: Span): void {
    const key = `${horizon}.${code}`;
    const planned = reads.get(key);
    const count = Math.max(span.count, planned?.count ?? 0);
    const since = Math.min(span.since, planned?.since ?? span.since);
    const forming = horizon === "half_hour" ? {} : { forming: true };
    reads.set(key, { code, horizon, before: tick, count, since, ...forming });
  }

  function halfHoursFor(session: Session, ut: BuiltUnitTime, count: number): Span {
    const key = `${session}.${ut}.${count}`;
    const span = spans.get(key) ?? halfHours(session, ut, count, tick);
    spans.set(key, span);
    return span;
  }

  return {
    series: ({ code, session, ut }: SeriesKey, count: number): void => {
      const key = `${ut}.${count}.${session}.${code}`;
      if (asked.has(key)) return;
      asked.add(key);
      if (isBuiltUnitTime(ut)) need(code, "half_hour", halfHoursFor(session, ut, count));
      if (ut !== "weekly") return;
      const week = mondayOf(dayOf(tick));
      need(code, "half_hour", halfHoursSince(session, week, tick));
      need(code, "weekly", { count: count + 1, since: startOfDay(week - 7 * (count + 1)) });
    },
    /** Daily bars since a day, to find the days on which the instrument traded. */
    openDays: (code: string, firstDay: string): void => {
      const key = `days.${firstDay}.${code}`;
      if (asked.has(key)) return;
      asked.add(key);
      const first = Math.min(fromIsoDate(firstDay), dayOf(tick));
      need(code, "daily", { count: dayOf(tick) - first + 1, since: startOfDay(first) });
    },
    queries: (): readonly CandleQuery[] => [...reads.values()],
  };
}

type Span = Required<Pick<CandleQuery, "count" | "since">>;

/** The half-hours from which `count` closed candles can be built at the tick. */
function halfHours(session: Session, ut: BuiltUnitTime, count: number, tick: Instant): Span {
  const rule = SESSION_RULES[session];
  const candlesADay = ut === "h1" ? rule.hours : ut === "h4" ? rule.blocks.length : 1;
  const sessions = Math.ceil(count / candlesADay);
  const margin = rule.weekends ? 1 : Math.ceil(sessions * HOLIDAY_MARGIN) + GAP_MARGIN;
  let day = dayOf(tick);
  for (let missing = sessions + margin; missing > 0; ) {
    day -= 1;
    if (rule.weekends || !isWeekend(day)) missing -= 1;
  }
  return halfHoursSince(session, day, tick);
}

/** Half-hours since a day. Some feeds cover the whole day, which has 48. */
function halfHoursSince(session: Session, first: EpochDay, tick: Instant): Span {
  const last = dayOf(tick);
  const { weekends } = SESSION_RULES[session];
  let days = 0;
  for (let day = first; day <= last; day += 1) if (weekends || !isWeekend(day)) days += 1;
  return { count: Math.max(1, days) * HALF_HOURS_A_DAY, since: startOfDay(first) };
}
