import { type Candle, type CandleQuery, MarketError } from "@bellwether/core/market";
import { describe, expect, it } from "vitest";
import { anOrder, aSignal, TICK } from "../testing/sample.ts";
import { lastOutcomes } from "./last-outcome.ts";
import { headlineOf } from "./message-text.ts";

const HALF_HOUR = 1_800;
const EARLIER = TICK - 4 * HALF_HOUR;
const signal = aSignal({ episode: TICK, episode_count: 1 });
const last = anOrder({ placed_at: EARLIER, order_direction: "BUY", order_type: "OPEN_STOP" });
const markup = { escape: String, name: String, link: (url: string) => url };

/** Half-hours after the order, at these prices. */
function market(...closes: readonly number[]) {
  const queries: CandleQuery[] = [];
  const rows = closes.map((close, nth): Candle => {
    const prices = { open: close, high: close, low: close, close };
    return { start: EARLIER + nth * HALF_HOUR, ...prices };
  });
  const readCandles = async (query: CandleQuery) => {
    queries.push(query);
    return rows;
  };
  return { readCandles, queries };
}

const outcome = async (
  from: Pick<ReturnType<typeof market>, "readCandles">,
  of: Partial<typeof last> = {},
) => (await lastOutcomes(from, [{ signal, last: { ...last, ...of } }], TICK)).get(signal.id);

describe("the outcome of the last order", () => {
  it("is the move so far of an order that was filled today", async () => {
    const price = last.order_price;
    const from = market(price - 10, price, price + 8);
    expect(await outcome(from)).toEqual({ placed_at: EARLIER, kind: "open", points: 8 });
    expect(from.queries).toHaveLength(1);
  });

  it("states that it is not filled so far", async () => {
    const from = market(last.order_price - 10);
    expect(await outcome(from)).toEqual({ placed_at: EARLIER, kind: "waiting", points: null });
  });

  it("is absent for an order of the same episode, an expired one, or none", async () => {
    const from = market(last.order_price);
    const running = { ...signal, episode: EARLIER, episode_count: 5 };
    expect(await lastOutcomes(from, [{ signal: running, last }], TICK)).toEqual(new Map());
    expect(await lastOutcomes(from, [{ signal, last: undefined }], TICK)).toEqual(new Map());
    expect(await outcome(from, { ttl: TICK })).toBeUndefined();
    expect(from.queries).toEqual([]);
  });

  it("is absent if the market does not answer", async () => {
    const error = new MarketError("unavailable", "no answer", { retryable: true });
    expect(await outcome({ readCandles: () => Promise.reject(error) })).toBeUndefined();
  });
});

describe("the message of a signal", () => {
  it.each([
    [{ kind: "waiting", points: null }, "not filled so far"],
    [{ kind: "not_filled", points: null }, "not filled"],
    [{ kind: "open", points: 8.3 }, "filled, +8.30 points so far"],
    [{ kind: "after_a_day", points: -12 }, "filled, −12.00 points after 1 d"],
  ] as const)("has the outcome of the last order (%j)", (of, words) => {
    const last_outcome = { placed_at: EARLIER, ...of };
    const headline = headlineOf({ ...signal, price_decimals: 2, last_outcome }, { markup });
    expect(headline.split("\n")[1]).toMatch(/^Last order, \w+, \d/);
    expect(headline.split("\n")[1]?.endsWith(`: ${words}`)).toBe(true);
    expect(headlineOf(signal, { markup })).not.toContain("\n");
  });
});
