import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CandleQuery, Instrument } from "@bellwether/core/market";
import { fromIso, toIso } from "@bellwether/core/time";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SIMULATED_EPOCH, simulatedMarket } from "../simulated/market.ts";
import { recordedMarket } from "./market.ts";
import { writeRecording } from "./recording.ts";

const HEADER = "start,open,high,low,close";
const GOOD = "2024-03-27T10:00:00Z,1,3,1,2";
const INSTRUMENTS = JSON.stringify({
  "DAX.I": {
    name: "DAX",
    asset_type: "StockIndex",
    decimals: 2,
    tick_size: 0.01,
    market: "eu",
  },
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bellwether-recorded-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function given(files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

describe("a recording is rejected, with file and line,", () => {
  it.each([
    ["a wrong header", "start;open\n", "line 1: the header is not"],
    ["no candles", `${HEADER}\n`, "it has no candles"],
    [
      "a word for a number",
      `${HEADER}\n${GOOD}\n2024-03-27T10:30:00Z,1,x,1,2\n`,
      'line 3: the high "x" is not a number',
    ],
    [
      "a price of zero",
      `${HEADER}\n2024-03-27T10:30:00Z,1,2,0,1\n`,
      "line 2: the low is 0, which is not a price",
    ],
    [
      "an empty number",
      `${HEADER}\n2024-03-27T10:30:00Z,,2,1,2\n`,
      'line 2: the open "" is not a number',
    ],
    [
      "infinity",
      `${HEADER}\n2024-03-27T10:30:00Z,1e999,2,1,2\n`,
      'line 2: the open "1e999" is not a number',
    ],
    [
      "a value too few",
      `${HEADER}\n2024-03-27T10:30:00Z,1,2,1\n`,
      "line 2: there are 4 values instead of 5",
    ],
    [
      "an empty line",
      `${HEADER}\n${GOOD}\n\n2024-03-27T10:30:00Z,1,3,1,2\n`,
      "line 3: there are 1 values instead of 5",
    ],
    ["a local time", `${HEADER}\n2024-03-27 10:30,1,2,1,2\n`, "line 2: the start"],
    [
      "another offset",
      `${HEADER}\n2024-03-27T10:30:00+01:00,1,2,1,2\n`,
      "is not the beginning of a half-hour in UTC",
    ],
    [
      "a quarter of an hour",
      `${HEADER}\n2024-03-27T10:15:00Z,1,2,1,2\n`,
      "is not the beginning of a half-hour in UTC",
    ],
    [
      "a high below the low",
      `${HEADER}\n2024-03-27T10:30:00Z,2,1,2,2\n`,
      "line 2: the high 1 is below the low 2",
    ],
    [
      "a repeated row",
      `${HEADER}\n${GOOD}\n${GOOD}\n`,
      "line 3: 2024-03-27T10:00:00Z occurs twice",
    ],
    [
      "disorder",
      `${HEADER}\n${GOOD}\n2024-03-27T09:30:00Z,1,3,1,2\n`,
      "line 3: 2024-03-27T09:30:00Z comes after",
    ],
  ])("for %s", async (_, text, message) => {
    await given({ "instruments.json": INSTRUMENTS, "DAX.I.csv": text });
    await expect(recordedMarket({ folder })).rejects.toMatchObject({
      name: "RecordedFileError",
      code: "unreadable-recording",
      message: expect.stringContaining(message),
      file: join(folder, "DAX.I.csv"),
    });
  });

  it("for a file that is missing", async () => {
    await given({ "instruments.json": INSTRUMENTS });
    await expect(recordedMarket({ folder })).rejects.toThrow(/DAX\.I\.csv: it cannot be read/);
  });

  it("for a folder that is missing", async () => {
    const missing = join(folder, "nowhere");
    await expect(recordedMarket({ folder: missing })).rejects.toThrow(
      /nowhere.instruments\.json: it cannot be read/,
    );
  });

  it("for a candle file that is a folder", async () => {
    await given({ "instruments.json": INSTRUMENTS });
    await mkdir(join(folder, "DAX.I.csv"));
    await expect(recordedMarket({ folder })).rejects.toThrow(/DAX\.I\.csv: it cannot be read/);
  });

  it("for a candle file of an instrument that is not described", async () => {
    await given({
      "instruments.json": INSTRUMENTS,
      "DAX.I.csv": `${HEADER}\n${GOOD}\n`,
      "ACA%3Axpar.csv": `${HEADER}\n${GOOD}\n`,
    });
    await expect(recordedMarket({ folder })).rejects.toThrow(
      /ACA%3Axpar\.csv: instruments\.json has no entry "ACA:xpar"/,
    );
  });

  it.each([
    ["text that is not JSON", "{", "it is not JSON"],
    ["a market there is not", INSTRUMENTS.replace('"eu"', '"asia"'), "DAX.I.market is wrong"],
    ["no instruments", "{}", "it has no instruments"],
    [
      "a name that is not UTF-8",
      Buffer.from(INSTRUMENTS.replace('DAX"', 'Caf\u00e9"'), "latin1"),
      "line 1: there are bytes that are not UTF-8",
    ],
    ["UTF-16", Buffer.from(`\uFEFF${INSTRUMENTS}`, "utf16le"), "line 1: there are bytes"],
  ])("for instruments with %s", async (_, text, message) => {
    await given({ "instruments.json": text });
    await expect(recordedMarket({ folder })).rejects.toThrow(message);
  });
});

describe("a recording", () => {
  it("may have Windows line ends, a byte order mark and no final line end", async () => {
    await given({
      "instruments.json": INSTRUMENTS,
      "DAX.I.csv": `\uFEFF${HEADER}\r\n${GOOD}\r\n2024-03-27T10:30:00Z,2,4,2,-0.5`,
    });
    const market = await recordedMarket({ folder });
    expect(market.codes).toEqual(["DAX.I"]);
    expect(toIso(market.firstInstant)).toBe("2024-03-27T10:00:00Z");
    expect(toIso(market.lastInstant)).toBe("2024-03-27T11:00:00Z");
  });

  it("keeps an open or close outside the range, as real feeds have them, with a warning", async () => {
    await given({
      "instruments.json": INSTRUMENTS,
      "DAX.I.csv": `${HEADER}\n2024-03-27T10:00:00Z,9,3,1,0.5\n`,
    });
    const market = await recordedMarket({ folder });
    expect(market.warnings.map(({ message }) => message.slice(folder.length + 1))).toEqual([
      "DAX.I.csv, row 1: the open 9 of 2024-03-27T10:00:00Z is outside its range 1 to 3",
      "DAX.I.csv, row 1: the close 0.5 of 2024-03-27T10:00:00Z is outside its range 1 to 3",
    ]);
    const before = market.lastInstant;
    expect(
      await market.readCandles({ code: "DAX.I", horizon: "half_hour", before, count: 9 }),
    ).toEqual([{ start: fromIso("2024-03-27T10:00:00Z"), open: 9, high: 3, low: 1, close: 0.5 }]);
  });

  it("shows only the open of a half-hour that has just begun", async () => {
    await given({ "instruments.json": INSTRUMENTS, "DAX.I.csv": `${HEADER}\n${GOOD}\n` });
    const market = await recordedMarket({ folder });
    const before = fromIso("2024-03-27T10:10:00Z");
    expect(
      await market.readCandles({
        code: "DAX.I",
        horizon: "half_hour",
        before,
        count: 1,
        forming: true,
      }),
    ).toEqual([{ start: fromIso("2024-03-27T10:00:00Z"), open: 1, high: 1, low: 1, close: 1 }]);
  });

  it("excludes trades outside the session from the day", async () => {
    await given({
      "instruments.json": INSTRUMENTS,
      "DAX.I.csv": `${HEADER}\n2024-03-27T07:30:00Z,9,9,9,9\n${GOOD}\n2024-03-27T19:00:00Z,8,8,8,8\n`,
    });
    const market = await recordedMarket({ folder });
    const day = fromIso("2024-03-27T00:00:00Z");
    expect(
      await market.readCandles({ code: "DAX.I", horizon: "daily", before: day + 86_400, count: 2 }),
    ).toEqual([{ start: day, open: 1, high: 3, low: 1, close: 2 }]);
  });
});

function instrument(code: string): Instrument {
  const name = `name of ${code}`;
  return { code, name, asset_type: "Stock", decimals: 3, tick_size: 0.005, market: "eu" };
}

function lastWeeks(code: string): CandleQuery {
  return { code, horizon: "half_hour", before: SIMULATED_EPOCH, count: 700 };
}

describe("writing a recording", () => {
  it("preserves the exact rows and instrument that the market returned", async () => {
    const live = simulatedMarket({ seed: 8 });
    const codes = ["ACA:xpar", "GER40.I", "AAPL:xnas"];
    for (const code of codes) {
      await writeRecording({
        folder,
        recordings: [
          {
            instrument: await live.findInstrument(code),
            rows: await live.readCandles(lastWeeks(code)),
          },
        ],
      });
    }
    const replayed = await recordedMarket({ folder });
    expect(replayed.codes).toEqual(codes);
    for (const code of codes) {
      expect(await replayed.findInstrument(code)).toEqual(await live.findInstrument(code));
      expect(await replayed.readCandles(lastWeeks(code))).toEqual(
        await live.readCandles(lastWeeks(code)),
      );
    }
  });

  it("preserves every bit of a price", async () => {
    const rows = [
      { start: 1_800, open: 0.1 + 0.2, high: 1e21, low: 5e-7, close: 1 / 3 },
      { start: 3_600, open: 5_482.31982421875, high: 5_483, low: 5_482, close: 5_482.0698 },
    ];
    await writeRecording({ folder, recordings: [{ instrument: instrument("X"), rows }] });
    const replayed = await recordedMarket({ folder });
    expect(
      await replayed.readCandles({ code: "X", horizon: "half_hour", before: 5_400, count: 9 }),
    ).toEqual(rows);
  });

  it("replaces a recording of the same code and leaves no half-written file", async () => {
    const row = { start: 1_800, open: 1, high: 1, low: 1, close: 1 };
    await writeRecording({ folder, recordings: [{ instrument: instrument("X"), rows: [row] }] });
    const newer = { ...row, close: 2, high: 2 };
    const files = await writeRecording({
      folder,
      recordings: [{ instrument: instrument("X"), rows: [newer] }],
    });
    expect(files).toEqual([join(folder, "X.csv"), join(folder, "instruments.json")]);
    expect((await readdir(folder)).toSorted()).toEqual(["X.csv", "instruments.json"]);
    expect(await readFile(join(folder, "X.csv"), "utf8")).toContain(",1,2,1,2\n");
  });

  it("rejects rows that a replay would reject and leaves the folder unchanged", async () => {
    const row = { start: 1_800, open: 1, high: 1, low: 1, close: 1 };
    const write = writeRecording({
      folder,
      recordings: [{ instrument: instrument("X"), rows: [row, row] }],
    });
    await expect(write).rejects.toThrow(/X\.csv, line 3: .* occurs twice/);
    expect(await readdir(folder)).toEqual([]);
  });
});
