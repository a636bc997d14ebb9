import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "@bellwether/core/failure";
import {
  type Candle,
  checkRows,
  type Instrument,
  type MarketPort,
  type RowWarning,
  type Session,
} from "@bellwether/core/market";
import { decodeUtf8 } from "@bellwether/core/text";
import { dayOf, type EpochDay, HALF_HOUR_SECONDS, type Instant } from "@bellwether/core/time";
import { bookMarket } from "../book-market.ts";
import { type DayBook, dailyCandle } from "../day-book.ts";
import { parseCandleFile, RecordedFileError } from "./candle-file.ts";
import { codeOfFile, recordedFileName } from "./file-name.ts";
import { INSTRUMENT_FILE_NAME, parseInstrumentFile } from "./instrument-file.ts";

export type RecordedMarket = MarketPort &
  Readonly<{
    /** The recorded codes, in the order of `instruments.json`. */
    codes: readonly string[];
    /** The start of the oldest candle. */
    firstInstant: Instant;
    /** The end of the newest candle. */
    lastInstant: Instant;
    /** The number of rows kept although their open or close is outside their range. */
    warnings: readonly RowWarning[];
  }>;

/** A recorded market: a folder with `instruments.json` and a file of half-hours for each instrument
 *  (see `recordedFileName`). All files are read and validated here, so that a replay cannot fail
 *  halfway. Rejects with `RecordedFileError`. */
export async function recordedMarket(options: { folder: string }): Promise<RecordedMarket> {
  const { folder } = options;
  const instrumentFile = join(folder, INSTRUMENT_FILE_NAME);
  const instruments = parseInstrumentFile(await readText(instrumentFile), instrumentFile);
  await refuseStrangers(folder, instruments);

  const recordings = new Map<string, readonly Candle[]>();
  const warnings: RowWarning[] = [];
  for (const code of instruments.keys()) {
    const file = join(folder, recordedFileName(code));
    const rows = parseCandleFile(await readText(file), file);
    warnings.push(...checkRows(rows, file));
    recordings.set(code, rows);
  }
  if (recordings.size === 0) {
    throw new RecordedFileError(instrumentFile, null, "it has no instruments");
  }

  const books = new Map(
    [...recordings].map(([code, rows]) => [
      code,
      bookOf(rows, instruments.get(code)?.market ?? "eu"),
    ]),
  );
  return {
    ...bookMarket({
      name: `the recording in ${folder}`,
      instruments: [...instruments.values()],
      bookOf: (code) => books.get(code) ?? bookOf([], "always"),
    }),
    warnings,
    codes: [...recordings.keys()],
    firstInstant: Math.min(...[...recordings.values()].map((rows) => rows[0]?.start ?? Infinity)),
    lastInstant: Math.max(
      ...[...recordings.values()].map((rows) => (rows.at(-1)?.start ?? 0) + HALF_HOUR_SECONDS),
    ),
  };
}

async function readText(file: string): Promise<string> {
  const decoded = decodeUtf8(await readBytes(file));
  if (decoded.kind === "text") return decoded.text;
  throw new RecordedFileError(file, decoded.line, "there are bytes that are not UTF-8");
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new RecordedFileError(file, null, `it cannot be read (${messageOf(cause)})`, {
      cause,
    });
  }
}

/** A candle file that `instruments.json` does not list is a mistake. Unreported, it would appear
 *  only much later, as an unknown instrument. */
async function refuseStrangers(
  folder: string,
  instruments: ReadonlyMap<string, Instrument>,
): Promise<void> {
  for (const file of await readdir(folder)) {
    const code = codeOfFile(file);
    if (code !== null && !instruments.has(code)) {
      throw new RecordedFileError(
        join(folder, file),
        null,
        `${INSTRUMENT_FILE_NAME} has no entry "${code}" for it`,
      );
    }
  }
}

function bookOf(rows: readonly Candle[], session: Session): DayBook {
  const days = new Map<EpochDay, Candle[]>();
  for (const row of rows) {
    const day = dayOf(row.start);
    const of = days.get(day);
    if (of === undefined) days.set(day, [row]);
    else of.push(row);
  }
  const daily = new Map(
    [...days].map(([day, of]) => [day, dailyCandle(of, day, session)] as const),
  );
  const numbers = [...days.keys()];
  return {
    session,
    firstDay: numbers[0] ?? 0,
    lastDay: numbers.at(-1) ?? -1,
    halfHours: (day) => days.get(day) ?? [],
    daily: (day) => daily.get(day) ?? null,
    // At the start of a recorded half-hour, only its open is known.
    cut: ({ start, open }) => ({ start, open, high: open, low: open, close: open }),
  };
}
