import { createHash } from "node:crypto";
import path from "node:path";
import type { Log } from "@bellwether/core/log";
import type { Instrument, MarketPort, Session, Traded } from "@bellwether/core/market";
import { HALF_HOUR_SECONDS, type Instant, toIso } from "@bellwether/core/time";
import { warnOfRows } from "@bellwether/markets";
import { recordedMarket } from "@bellwether/markets/recorded";
import { SIMULATED_EPOCH, SIMULATED_QUOTES, simulatedMarket } from "@bellwether/markets/simulated";
import { SettingError } from "../config/environment.ts";

/** The seed of the simulated market. The price levels in the sample workflows were chosen for it. */
const SIMULATED_SEED = 1;

/** Trading days that the simulated market replays before it runs at its own pace. */
const SIMULATED_HISTORY_SECONDS = 4 * 86_400 + 16 * 3_600;

/** A market and how its time passes. */
export type ChosenMarket = Readonly<{
  name: string;
  /** For the engine. */
  port: MarketPort;
  /** For the page, which shares the request budget and yields to the engine. */
  page: MarketPort;
  /** Renews the login; null for a market without one. */
  keepAlive: (() => Promise<void>) | null;
  /** The fault of this machine's clock, by the dates of the market's answers; null without a fault. */
  clockProblem: () => string | null;
  /** Whether prices are made up. */
  simulated: boolean;
  /** In whose time the market is shown. */
  session: Session;
  /** The database file. Each market has its own, because its orders carry the times of its clock. */
  databaseName: string;
  replay: ReplayPlan | null;
}>;

/** How a market is replayed whose clock the runtime drives. */
export type ReplayPlan = Readonly<{
  /** Identifies the data; when it changes, the replay restarts. */
  subject: string;
  from: Instant;
  until: Instant;
  traded: readonly Traded[];
  /** Milliseconds of the machine's clock between ticks after the replay; null when the replay ends. */
  tickEveryMs: number | null;
}>;

/** Of the machine's clock, for half an hour of the simulated market. */
const SIMULATED_TICK_MS = 20_000;

export function chooseSimulated(tickEveryMs = SIMULATED_TICK_MS): ChosenMarket {
  const port = simulatedMarket({ seed: SIMULATED_SEED });
  return {
    name: "simulated",
    port,
    page: port,
    keepAlive: null,
    clockProblem: () => null,
    simulated: true,
    session: "eu",
    databaseName: "simulated",
    replay: {
      subject: `simulated ${SIMULATED_SEED}`,
      from: SIMULATED_EPOCH,
      until: SIMULATED_EPOCH + SIMULATED_HISTORY_SECONDS,
      traded: tradedOf(SIMULATED_QUOTES.map(({ instrument }) => instrument)),
      tickEveryMs,
    },
  };
}

/** Rejects with `RecordedFileError`, or with `SettingError` when `from` is past the last candle. */
export async function chooseRecorded(
  folder: string,
  from: Instant | null,
  log: Pick<Log, "warn">,
): Promise<ChosenMarket> {
  const port = await recordedMarket({ folder });
  warnOfRows(log, folder, port.warnings);
  const instruments = await Promise.all(port.codes.map((code) => port.findInstrument(code)));
  const begin = from ?? port.firstInstant;
  const until = port.lastInstant + HALF_HOUR_SECONDS;
  if (begin > until) {
    throw new SettingError(
      `--from is ${toIso(begin)}, but the recording ends at ${toIso(port.lastInstant)}.`,
    );
  }
  const absolute = path.resolve(folder);
  const mark = createHash("sha256").update(absolute).digest("hex").slice(0, 8);
  return {
    name: `recorded ${path.basename(absolute)}`,
    port,
    page: port,
    keepAlive: null,
    clockProblem: () => null,
    simulated: false,
    session: instruments.every(({ market }) => market === "always") ? "always" : "eu",
    databaseName: `recorded-${mark}`,
    replay: {
      subject: `recorded ${absolute} from ${begin}`,
      from: begin - 1,
      until,
      traded: tradedOf(instruments),
      tickEveryMs: null,
    },
  };
}

/** The sessions in which instruments may be evaluated: both, where the market does not know. */
function tradedOf(instruments: readonly Instrument[]): readonly Traded[] {
  return instruments.flatMap(({ code, market }) =>
    market === undefined
      ? [
          { code, session: "eu" as const },
          { code, session: "us" as const },
        ]
      : [{ code, session: market }],
  );
}
