import { RecordedFileError } from "@bellwether/functions/adapter/market/recorded/candle-file";
import { SettingError } from "../config/environment.ts";
import { EmbeddedDatabaseError } from "../database/dynoxide.ts";

/** What a person is told when a command fails: one clear sentence for what they can mend, the
 *  whole stack for what only we can. */
export function failureText(error: unknown): string {
  if (
    error instanceof SettingError ||
    error instanceof EmbeddedDatabaseError ||
    error instanceof RecordedFileError
  ) {
    return error.message;
  }
  if (error instanceof Error) return `Bellwether failed: ${error.stack ?? error.message}`;
  return `Bellwether failed: ${String(error)}`;
}
