import { messageOf } from "@bellwether/core/failure";
import { type Instrument, instrumentSchema } from "@bellwether/core/market";
import * as z from "zod";
import { RecordedFileError } from "./candle-file.ts";

export const INSTRUMENT_FILE_NAME = "instruments.json";

const instrumentFileSchema = z.record(z.string().min(1), instrumentSchema.omit({ code: true }));

/** Parses the instruments of a recording, by code. Throws `RecordedFileError`. */
export function parseInstrumentFile(text: string, file: string): ReadonlyMap<string, Instrument> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new RecordedFileError(file, null, `it is not JSON (${messageOf(cause)})`, {
      cause,
    });
  }
  const parsed = instrumentFileSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new RecordedFileError(
      file,
      null,
      `${issue?.path.join(".") || "the whole"} is wrong: ${issue?.message}`,
    );
  }
  return new Map(
    Object.entries(parsed.data).map(([code, instrument]) => [code, { code, ...instrument }]),
  );
}

/** The format that `parseInstrumentFile` reads. */
export function formatInstrumentFile(instruments: readonly Instrument[]): string {
  const byCode = Object.fromEntries(instruments.map(({ code, ...rest }) => [code, rest]));
  return `${JSON.stringify(byCode, null, 1)}\n`;
}
