import type { Log } from "@bellwether/core/log";
import type { Instant } from "@bellwether/core/time";
import { type Environment, type MarketKind, OptionError } from "../config/environment.ts";
import { type ChosenMarket, chooseRecorded, chooseSimulated } from "./chosen-market.ts";
import { chooseKeyless, chooseSaxo } from "./live-market.ts";

export type MarketOptions = Readonly<{
  market?: MarketKind;
  /** Folder of a recording. */
  candles?: string;
  /** Instant at which the replay of a recording begins. */
  from?: Instant;
  /** Seconds between two runs of the simulated market. */
  every?: number;
}>;

/** The market that the options name, or else the environment; simulated by default. Rows of a
 *  recording that are odd and yet kept are logged.
 *  Rejects with `OptionError`, `SettingError` or `RecordedFileError`. */
export async function chooseMarket(
  options: MarketOptions,
  environment: Environment,
  log: Pick<Log, "warn">,
): Promise<ChosenMarket> {
  const kind = options.market ?? environment.BELLWETHER_MARKET ?? "simulated";
  if (kind !== "recorded" && options.candles !== undefined) {
    throw new OptionError("--candles requires --market recorded.");
  }
  switch (kind) {
    case "simulated":
      return options.every === undefined
        ? chooseSimulated()
        : chooseSimulated(options.every * 1_000);
    case "recorded":
      if (options.candles === undefined) {
        throw new OptionError("--market recorded needs --candles and the folder of the recording.");
      }
      return chooseRecorded(options.candles, options.from ?? null, log);
    case "saxo":
      return chooseSaxo(environment, log);
    default:
      return chooseKeyless(kind, environment, log);
  }
}
