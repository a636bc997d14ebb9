import { messageOf } from "@bellwether/core/failure";
import { MarketError } from "@bellwether/core/market";
import { OptionError, SettingError } from "@bellwether/local/config";
import { ArchiveError, EmbeddedDatabaseError } from "@bellwether/local/database";
import { RecordedFileError } from "@bellwether/markets/recorded";
import { TokenFileError } from "@bellwether/markets/saxo";
import { RequestError } from "./client.ts";

/** The command cannot do what was asked. The message is for the person at the terminal. */
export class CommandError extends Error {
  readonly code = "command-failed";
  constructor(message: string) {
    super(message);
    this.name = "CommandError";
  }
}

/** The message of a failed command: one sentence for what the user can correct. For a fault of ours,
 *  the stack is shown on request. */
export function failureText(
  error: unknown,
  { debug }: { readonly debug: boolean } = { debug: false },
): string {
  if (
    error instanceof CommandError ||
    error instanceof RequestError ||
    error instanceof OptionError ||
    error instanceof SettingError ||
    error instanceof EmbeddedDatabaseError ||
    error instanceof ArchiveError ||
    error instanceof RecordedFileError ||
    error instanceof TokenFileError ||
    error instanceof MarketError
  ) {
    return error.message;
  }
  const reason = messageOf(error);
  if (debug && error instanceof Error) return `Bellwether failed: ${error.stack ?? reason}`;
  return `Bellwether failed: ${reason} (set BELLWETHER_DEBUG=1 for the stack trace)`;
}
