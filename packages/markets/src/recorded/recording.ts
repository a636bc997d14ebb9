import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "@bellwether/core/failure";
import type { Candle, Instrument } from "@bellwether/core/market";
import { formatCandleFile, parseCandleFile, RecordedFileError } from "./candle-file.ts";
import { recordedFileName } from "./file-name.ts";
import {
  formatInstrumentFile,
  INSTRUMENT_FILE_NAME,
  parseInstrumentFile,
} from "./instrument-file.ts";

export type Recording = Readonly<{
  instrument: Instrument;
  /** Half-hours, oldest first. */
  rows: readonly Candle[];
}>;

/** Writes a market's answers so that `recordedMarket` replays exactly those. Other instruments
 *  already in the folder are kept; a recording of the same code is replaced. Files are moved into
 *  place when complete, so a crash leaves no partial file. Resolves to the files written. Rejects
 *  with `RecordedFileError` for rows that a recording cannot represent. */
export async function writeRecording(options: {
  folder: string;
  recordings: readonly Recording[];
}): Promise<readonly string[]> {
  const { folder, recordings } = options;
  await mkdir(folder, { recursive: true });
  const instrumentFile = join(folder, INSTRUMENT_FILE_NAME);
  const instruments = new Map(await readInstruments(instrumentFile));
  const written: string[] = [];
  for (const { instrument, rows } of recordings) {
    const file = join(folder, recordedFileName(instrument.code));
    const text = formatCandleFile(rows);
    parseCandleFile(text, file);
    await replaceFile(file, text);
    instruments.set(instrument.code, instrument);
    written.push(file);
  }
  // Written last. Until then the folder is the old recording, or is rejected because of a file
  // without an entry.
  await replaceFile(instrumentFile, formatInstrumentFile([...instruments.values()]));
  return [...written, instrumentFile];
}

async function readInstruments(file: string): Promise<ReadonlyMap<string, Instrument>> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return new Map();
    throw new RecordedFileError(file, null, `it cannot be read (${messageOf(cause)})`, {
      cause,
    });
  }
  return parseInstrumentFile(text, file);
}

async function replaceFile(file: string, text: string): Promise<void> {
  const half = `${file}.partial`;
  await writeFile(half, text);
  await rename(half, file);
}
