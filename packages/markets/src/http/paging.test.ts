import type { Candle, CandleQuery } from "@bellwether/core/market";
import { HALF_HOUR_SECONDS } from "@bellwether/core/time";
import { describe, expect, it } from "vitest";
import { type Page, readPages } from "./paging.ts";

const STEP = HALF_HOUR_SECONDS;

function row(index: number): Candle {
  return { start: index * STEP, open: index, high: index + 1, low: index, close: index };
}

/** A market with these rows, at most three per answer. */
function market(rows: readonly Candle[], historyStart: number | null = null) {
  const asked: { before: number; count: number }[] = [];
  const readPage = async (before: number, count: number): Promise<Page> => {
    asked.push({ before, count });
    return {
      rows: rows.filter(({ start }) => start < before).slice(-Math.min(3, count)),
      historyStart,
    };
  };
  return { asked, readPage };
}

function read(
  readPage: (before: number, count: number) => Promise<Page>,
  query: Partial<CandleQuery>,
  now = 1_000 * STEP,
) {
  return readPages({
    source: "X",
    query: { code: "X", horizon: "half_hour", before: 20 * STEP, count: 7, ...query },
    now,
    pageRows: 3,
    readPage,
  });
}

const TWENTY = Array.from({ length: 20 }, (_, index) => row(index));

describe("paging", () => {
  it("joins pages, oldest first, without repeating a row", async () => {
    const rows = await read(market(TWENTY).readPage, {});
    expect(rows).toEqual(TWENTY.slice(-7));
  });

  it("drops a row that the market repeats at the edge of a page", async () => {
    const inclusive = async (before: number): Promise<Page> => ({
      rows: TWENTY.filter(({ start }) => start <= before).slice(-3),
      historyStart: null,
    });
    expect(await read(inclusive, { before: 15 * STEP })).toEqual(TWENTY.slice(8, 15));
  });

  it("requests no more rows than it needs", async () => {
    const { asked, readPage } = market(TWENTY);
    await read(readPage, { count: 2 });
    expect(asked).toEqual([{ before: 20 * STEP, count: 3 }]);
  });

  it("stops at the earliest instant that is needed", async () => {
    const { asked, readPage } = market(TWENTY);
    await read(readPage, { count: 20, since: 14 * STEP });
    expect(asked).toHaveLength(2);
  });

  it("excludes rows after the machine's clock when it is behind the given instant", async () => {
    const rows = await read(market(TWENTY).readPage, { count: 2 }, 18 * STEP + 5);
    expect(rows).toEqual([row(16), row(17)]);
  });

  it("returns the rows there are at the start of history, after a second request", async () => {
    const { asked, readPage } = market(TWENTY.slice(-4));
    expect(await read(readPage, {})).toEqual(TWENTY.slice(-4));
    expect(asked.slice(2).map(({ before }) => before / STEP)).toEqual([16, 16, 16]);
  });

  it("makes no second request when the market states the start of its history", async () => {
    const { asked, readPage } = market(TWENTY.slice(-4), 16 * STEP);
    expect(await read(readPage, {})).toEqual(TWENTY.slice(-4));
    expect(asked).toHaveLength(3);
  });

  it("fails when a series ends before the start of its history", async () => {
    const { readPage } = market(TWENTY.slice(-4), 0);
    await expect(read(readPage, {})).rejects.toMatchObject({
      code: "no-data",
      retryable: true,
      message: "the candles of X break off before 1970-01-01T08:00:00Z",
    });
  });

  it("recovers from an erroneous empty page", async () => {
    const { readPage } = market(TWENTY, 0);
    let asked = 0;
    const forgetful = async (before: number, count: number): Promise<Page> => {
      asked += 1;
      return asked === 2 ? { rows: [], historyStart: 0 } : readPage(before, count);
    };
    expect(await read(forgetful, {})).toEqual(TWENTY.slice(-7));
  });

  it("rejects invalid rows and names the row", async () => {
    const upsideDown = { ...row(18), high: 3, low: 4 };
    const { readPage } = market([...TWENTY.slice(0, 18), upsideDown, row(19)]);
    await expect(read(readPage, {})).rejects.toMatchObject({
      code: "malformed",
      message: expect.stringContaining("X, row 2: the high 3"),
    });
  });

  it("gives up on a market that returns a single row per page", async () => {
    const crumbs = async (before: number): Promise<Page> => ({
      rows: [row(before / STEP - 1)],
      historyStart: null,
    });
    await expect(read(crumbs, { before: 900 * STEP, count: 800 })).rejects.toMatchObject({
      code: "unavailable",
      message: "the candles of X arrive in pages that are too small",
    });
  });
});
