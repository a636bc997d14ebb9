import {
  buildCandles,
  type Candle,
  type CandleQuery,
  mergeCandles,
  type Session,
} from "@bellwether/core/market";
import { dayOf, type EpochDay, type Instant, mondayOf, startOfDay } from "@bellwether/core/time";
import { periodEnd } from "./period.ts";

/** An instrument's history by day, used by the simulated and the recorded market. Daily and weekly
 *  rows are merged from the half-hours of the sessions, so the three horizons always agree. The
 *  exchange's day and the UTC day are the same, because no session reaches midnight in either. */
export type DayBook = Readonly<{
  session: Session;
  /** No row is older than this day, or newer than `lastDay`. */
  firstDay: EpochDay;
  lastDay: EpochDay;
  /** All half-hours of a day, oldest first, inside and outside the session. */
  halfHours: (day: EpochDay) => readonly Candle[];
  /** `dailyCandle` of the day's half-hours. */
  daily: (day: EpochDay) => Candle | null;
  /** What was known at `at` of a half-hour that has started but not ended. */
  cut: (row: Candle, at: Instant) => Candle;
}>;

/** The session of a day as one row that starts at midnight UTC. Null if it did not trade. */
export function dailyCandle(
  halfHours: readonly Candle[],
  day: EpochDay,
  session: Session,
): Candle | null {
  const [row] = buildCandles(halfHours, session, "daily", Number.POSITIVE_INFINITY);
  return row === undefined ? null : { ...row, start: startOfDay(day) };
}

/** Answers a candle query from a book. Uses only what happened before `before`. Days before `since`
 *  are left out once there is a row. */
export function readDayBook(book: DayBook, query: CandleQuery): readonly Candle[] {
  if (query.horizon === "half_hour") return readHalfHours(book, query);
  if (query.horizon === "daily") return readPeriods(book, query, (day) => day, 1, dailyAt);
  return readPeriods(book, query, mondayOf, 7, weeklyAt);
}

type Visible = Pick<CandleQuery, "before" | "forming">;
type Newest = Visible & Pick<CandleQuery, "count" | "since">;

function lastDayBefore(book: DayBook, before: Instant): EpochDay {
  return Math.min(book.lastDay, dayOf(before - 1));
}

function readHalfHours(book: DayBook, query: Newest): readonly Candle[] {
  const days: (readonly Candle[])[] = [];
  let missing = query.count;
  for (let day = lastDayBefore(book, query.before); missing > 0 && day >= book.firstDay; day -= 1) {
    if (missing < query.count && startOfDay(day + 1) <= (query.since ?? 0)) break;
    const rows = halfHoursAt(book, day, query);
    const newest = rows.length > missing ? rows.slice(-missing) : rows;
    days.push(newest);
    missing -= newest.length;
  }
  return days.toReversed().flat();
}

function halfHoursAt(book: DayBook, day: EpochDay, visible: Visible): readonly Candle[] {
  const { before, forming } = visible;
  const rows = book.halfHours(day);
  if (startOfDay(day + 1) <= before) return rows;
  const seen: Candle[] = [];
  for (const row of rows) {
    if (row.start >= before) break;
    if (periodEnd(row.start, "half_hour") <= before) seen.push(row);
    else if (forming === true) seen.push(book.cut(row, before));
  }
  return seen;
}

/** Walks back from the period that contains `before`, one period of `days` at a time. */
function readPeriods(
  book: DayBook,
  query: CandleQuery,
  firstOf: (day: EpochDay) => EpochDay,
  days: number,
  read: (book: DayBook, day: EpochDay, visible: Visible) => Candle | null,
): readonly Candle[] {
  const rows: Candle[] = [];
  const oldest = firstOf(book.firstDay);
  let day = firstOf(lastDayBefore(book, query.before));
  for (; rows.length < query.count && day >= oldest; day -= days) {
    const row = read(book, day, query);
    if (row !== null) rows.push(row);
  }
  return rows.toReversed();
}

function dailyAt(book: DayBook, day: EpochDay, visible: Visible): Candle | null {
  if (periodEnd(startOfDay(day), "daily") <= visible.before) return book.daily(day);
  if (visible.forming !== true) return null;
  return dailyCandle(halfHoursAt(book, day, visible), day, book.session);
}

function weeklyAt(book: DayBook, monday: EpochDay, visible: Visible): Candle | null {
  const start = startOfDay(monday);
  if (periodEnd(start, "weekly") > visible.before && visible.forming !== true) return null;
  const days: Candle[] = [];
  for (let day = monday; day < monday + 7; day += 1) {
    const row = dailyAt(book, day, { before: visible.before, forming: true });
    if (row !== null) days.push(row);
  }
  const week = mergeCandles(days);
  return week === null ? null : { ...week, start };
}
