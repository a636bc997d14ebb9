import type { LogFields } from "@bellwether/core/log";
import type { Candle, CandleQuery } from "@bellwether/core/market";
import { HALF_HOUR_SECONDS } from "@bellwether/core/time";
import { describe, expect, it } from "vitest";
import { warningOfRows } from "./row-warning.ts";

/** A half-hour; its close is within its range from 10 to 12. */
function row(index: number, close = 11): Candle {
  return { start: index * HALF_HOUR_SECONDS, open: 11, high: 12, low: 10, close };
}

const QUERY: CandleQuery = { code: "DAX.I", horizon: "half_hour", before: 1e9, count: 9 };

/** Reads these answers one after another, and collects the warnings. */
function reading(...answers: readonly (readonly Candle[])[]) {
  const warned: (LogFields | undefined)[] = [];
  let asked = 0;
  const read = warningOfRows(
    async () => {
      asked += 1;
      return answers[asked - 1] ?? [];
    },
    { warn: (_, fields) => warned.push(fields) },
  );
  return { read, warned };
}

describe("warnings about rows whose open or close is outside their range", () => {
  it("have the number of rows and name the first; the rows are kept", async () => {
    const rows = [row(1), { ...row(2, 13), open: 9 }, row(3, 9.5)];
    const { read, warned } = reading(rows);
    expect(await read(QUERY)).toBe(rows);
    expect(warned).toEqual([
      {
        series: "DAX.I (half hour)",
        rows: 2,
        first: expect.stringContaining("row 2: the open 9 of 1970-01-01T01:00:00Z"),
      },
    ]);
  });

  it("appear once for each row, however often it is read", async () => {
    const { read, warned } = reading([row(1, 13)], [row(1, 13)], [row(1, 13), row(2, 9)]);
    for (let run = 0; run < 3; run += 1) await read(QUERY);
    expect(warned.map((fields) => fields?.["rows"])).toEqual([1, 1]);
    expect(warned[1]?.["first"]).toContain("the close 9");
  });

  it("do not appear for valid rows", async () => {
    const { read, warned } = reading([row(1), row(2, 12)]);
    await read(QUERY);
    expect(warned).toEqual([]);
  });
});
