import {
  type Candle,
  type CandleQuery,
  dueHalfHour,
  lastHalfHourEnd,
  MarketError,
  type ReadCandles,
  type Traded,
} from "@bellwether/core/market";
import { HALF_HOUR_SECONDS } from "@bellwether/core/time";
import type { HttpDeps } from "./request.ts";

/** How long the engine waits for a late row, and how often it retries. */
const PATIENCE_MS = 120_000;
const PAUSE_MS = 15_000;
/** A query about an instant longer ago than this is historical: no late rows are expected. */
const LIVE_SECONDS = 180;

/** Retries a query for up to two minutes if the half-hour that has just ended is missing. A market
 *  may publish its rows late, and an hour built without its last half-hour has a wrong close. The
 *  row is late if the forming row is missing too; otherwise it had no trades. After two minutes
 *  the rows are returned as they are, and the engine skips a series that is not fresh. */
export function awaitingLateRows(
  read: ReadCandles,
  deps: Pick<HttpDeps, "systemNow" | "sleep">,
  tradedOf: (code: string) => Promise<Traded>,
): ReadCandles {
  return async (query) => {
    const first = await attempt(read, query);
    if (!isLive(query, deps.systemNow()) || !(await isLate(first, query, tradedOf))) {
      return valueOf(first);
    }
    const deadlineMs = deps.systemNow() + PATIENCE_MS;
    let answer = first;
    // Also counted: the clock may be set back meanwhile.
    for (let pauses = 0; pauses < PATIENCE_MS / PAUSE_MS; pauses += 1) {
      if (deps.systemNow() >= deadlineMs || (await isForming(read, query))) break;
      await deps.sleep(PAUSE_MS);
      answer = await attempt(read, query);
      if (!(await isLate(answer, query, tradedOf))) break;
    }
    return valueOf(answer);
  };
}

type Answer = readonly Candle[] | MarketError;

async function attempt(read: ReadCandles, query: CandleQuery): Promise<Answer> {
  try {
    return await read(query);
  } catch (error) {
    if (error instanceof MarketError && error.code === "no-fresh-candle") return error;
    throw error;
  }
}

function valueOf(answer: Answer): readonly Candle[] {
  if (answer instanceof MarketError) throw answer;
  return answer;
}

function isLive({ horizon, forming, before }: CandleQuery, nowMs: number): boolean {
  const age = nowMs / 1_000 - before;
  return horizon === "half_hour" && forming !== true && age > -LIVE_SECONDS && age < LIVE_SECONDS;
}

/** Whether the half-hour that has just ended is expected but missing. */
async function isLate(
  answer: Answer,
  query: CandleQuery,
  tradedOf: (code: string) => Promise<Traded>,
): Promise<boolean> {
  const current = lastHalfHourEnd(query.before) - HALF_HOUR_SECONDS;
  if (!(answer instanceof MarketError) && (answer.at(-1)?.start ?? 0) >= current) return false;
  return dueHalfHour(await tradedOf(query.code), query.before) === current;
}

async function isForming(read: ReadCandles, query: CandleQuery): Promise<boolean> {
  const since = lastHalfHourEnd(query.before);
  const rows = await read({ ...query, count: 1, since, forming: true });
  return (rows.at(-1)?.start ?? 0) >= since;
}
