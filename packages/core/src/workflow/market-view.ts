import type { ComputedIndicator } from "../indicator/computed-indicators.ts";
import { precisionFor } from "../indicator/precision.ts";
import type { Candle } from "../market/candle.ts";
import { buildCandles, isBuiltUnitTime } from "../market/candle-builder.ts";
import type { Instrument, Session } from "../market/instrument.ts";
import { type Horizon, MarketError } from "../market/market-port.ts";
import { missingRows } from "../market/missing-rows.ts";
import { failureOf, type Series, type SeriesFailure, type SeriesKey } from "../market/series.ts";
import { dueHalfHour, openingOf, SESSION_RULES, type Traded } from "../market/session.ts";
import { buildWeeklyCandles } from "../market/weekly-builder.ts";
import { dayOf, type EpochDay, isWeekend } from "../time/day.ts";
import { type Instant, toIso } from "../time/instant.ts";
import { computeIndicator, type IndicatorResult, MAX_CANDLES_READ } from "./computed.ts";

/** The market at one tick. Series are built on first use and cached, so that workflows with the same
 *  series share its candles and its indicators: work and memory grow with the number of instruments,
 *  not with the number of workflows. */
export type MarketView = Readonly<{
  tick: Instant;
  series: (key: SeriesKey) => Series;
  /** The value of an indicator that is computed from a series. */
  indicator: (key: SeriesKey, name: ComputedIndicator) => IndicatorResult;
  /** The weekdays on which an instrument had traded by a tick, oldest first, as days since 1970.
   *  Without `tick`, by the tick of the view; a chart also uses earlier ones. */
  openDays: (code: string, session: Session, tick?: Instant) => OpenDays;
  /** The number of an instrument's half-hours that the market had not given: see `missingRows`. 0
   *  where none were read. */
  missingRows: (traded: Traded) => number;
}>;

export type OpenDays =
  | { readonly kind: "days"; readonly days: readonly EpochDay[] }
  | { readonly kind: "unavailable"; readonly reason: SeriesFailure; readonly detail: string };

/** The rows of one instrument and horizon, oldest first, or the error of reading them. */
export type RowSource = (code: string, horizon: Horizon) => readonly Candle[] | MarketError;

/** The instrument of a code, where it is known. */
export type InstrumentOf = (code: string) => Instrument | undefined;

/** The start of the newest half-hour of a code, the one that is forming included; undefined if
 *  it is not known: the age of the candles is then not checked. */
export type NewestRow = (code: string) => Instant | undefined;

/** A view over rows that have been read: see `planReads` for which ones it needs. Indicators are
 *  rounded by the instrument of their series, as the reference does where it is not known. */
export function marketView(input: {
  readonly tick: Instant;
  readonly rows: RowSource;
  readonly instrumentOf?: InstrumentOf;
  readonly newestRow?: NewestRow;
}): MarketView {
  const { tick, rows, instrumentOf, newestRow = () => undefined } = input;
  const series = (key: SeriesKey) =>
    staleness(key, tick, newestRow(key.code)) ?? buildSeries(rows, key, tick);
  const view = memoisedView(tick, series, openDaysOf(rows, tick), instrumentOf);
  return { ...view, missingRows: missingRowsOf(rows, tick) };
}

/** A view over the series that `series` builds; each is built once. */
export function memoisedView(
  tick: Instant,
  series: (key: SeriesKey) => Series,
  openDays: MarketView["openDays"],
  instrumentOf: InstrumentOf = () => undefined,
): MarketView {
  const seriesByKey = memo(series, ({ code, session, ut }) => `${ut}.${session}.${code}`);
  const resultsBySeries = new Map<Series, Map<ComputedIndicator, IndicatorResult>>();
  const indicator = (key: SeriesKey, name: ComputedIndicator): IndicatorResult => {
    const source = seriesByKey(key);
    let results = resultsBySeries.get(source);
    if (results === undefined) {
      results = new Map();
      resultsBySeries.set(source, results);
    }
    let result = results.get(name);
    if (result === undefined) {
      const instrument = instrumentOf(key.code);
      const precision = instrument === undefined ? undefined : precisionFor(instrument);
      result =
        source.kind === "series" ? computeIndicator(name, source.candles, precision) : source;
      results.set(name, result);
    }
    return result;
  };
  return { tick, series: seriesByKey, indicator, openDays, missingRows: () => 0 };
}

function memo<Key, Value>(
  make: (key: Key) => Value,
  textOf: (key: Key) => string,
): (key: Key) => Value {
  const made = new Map<string, Value>();
  return (key) => {
    const text = textOf(key);
    let value = made.get(text);
    if (value === undefined) {
      value = make(key);
      made.set(text, value);
    }
    return value;
  };
}

/** Why candles that are older than the session allows are not used; null when they are not. */
function staleness(
  { code, session }: SeriesKey,
  tick: Instant,
  newest: Instant | undefined,
): Series | null {
  const due = newest === undefined ? null : dueHalfHour({ session, code }, tick);
  if (newest === undefined || due === null || newest >= due) return null;
  const detail = `the newest half-hour of ${code} is of ${toIso(newest)}, and that of ${toIso(due)} is due`;
  return { kind: "unavailable", reason: "no fresh candle", detail };
}

function buildSeries(rows: RowSource, { code, session, ut }: SeriesKey, tick: Instant): Series {
  if (!isBuiltUnitTime(ut) && ut !== "weekly") {
    const detail = `candles of ${ut} cannot be built from half-hours`;
    return { kind: "unavailable", reason: "unsupported unit time", detail };
  }
  const halfHours = rows(code, "half_hour");
  if (halfHours instanceof MarketError) return unavailable(halfHours);
  if (ut !== "weekly") {
    if (halfHours.length === 0) return noCandles(code);
    return {
      kind: "series",
      candles: buildCandles(halfHours, session, ut, tick, MAX_CANDLES_READ),
    };
  }
  const weekly = rows(code, "weekly");
  if (weekly instanceof MarketError) return unavailable(weekly);
  if (weekly.length === 0) return noCandles(code);
  return { kind: "series", candles: buildWeeklyCandles(weekly, halfHours, session, tick) };
}

function missingRowsOf(rows: RowSource, tick: Instant): MarketView["missingRows"] {
  return memo(
    (traded) => {
      const halfHours = rows(traded.code, "half_hour");
      if (halfHours instanceof MarketError || halfHours.length === 0) return 0;
      return missingRows(halfHours, traded, tick);
    },
    ({ code, session }) => `${session}.${code}`,
  );
}

function openDaysOf(rows: RowSource, viewTick: Instant): MarketView["openDays"] {
  const allDays = memo<string, OpenDays>(
    (code) => readOpenDays(rows, code),
    (code) => code,
  );
  return (code, session, tick = viewTick) => {
    const all = allDays(code);
    if (all.kind === "unavailable") return all;
    return { kind: "days", days: daysTradedBy(all.days, session, tick) };
  };
}

function readOpenDays(rows: RowSource, code: string): OpenDays {
  const daily = rows(code, "daily");
  if (daily instanceof MarketError) return unavailable(daily);
  const days = daily.map((bar) => dayOf(bar.start)).filter((day) => !isWeekend(day));
  return { kind: "days", days };
}

/** The days, oldest first, that had traded by a tick. The day of the tick counts once its session
 *  has opened, whenever the feed's bar of it appears: a bar of a past day is there all the time,
 *  and a replay must count as the engine did then. */
function daysTradedBy(
  days: readonly EpochDay[],
  session: Session,
  tick: Instant,
): readonly EpochDay[] {
  const day = dayOf(tick);
  const isOpen = tick >= openingOf(SESSION_RULES[session], day);
  const last = isOpen ? day : day - 1;
  if ((days.at(-1) ?? last) <= last) return days;
  return days.filter((each) => each <= last);
}

function unavailable(error: MarketError) {
  return { kind: "unavailable" as const, reason: failureOf(error), detail: error.message };
}

function noCandles(code: string) {
  const detail = `the market has no candles of ${code}`;
  return { kind: "unavailable" as const, reason: "no candles" as const, detail };
}
