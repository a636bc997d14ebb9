import {
  type Candle,
  MarketError,
  type MarketPort,
  type ReadCandles,
} from "@bellwether/core/market";
import { DAY_SECONDS, HALF_HOUR_SECONDS, type Instant } from "@bellwether/core/time";
import { readEnvironment } from "@bellwether/local/config";
import { chooseMarket, type MarketOptions } from "@bellwether/local/market";
import { type Recording, writeRecording } from "@bellwether/markets/recorded";
import { Command } from "commander";
import { parseCount, parseEnd } from "./argument.ts";
import type { CommandContext } from "./command-context.ts";
import { CommandError } from "./failure.ts";
import { DONE, invoked } from "./invocation.ts";
import { marketOption } from "./market-option.ts";
import { moment } from "./moment.ts";

type RecordOptions = MarketOptions &
  Readonly<{ code: readonly string[]; days: number; until?: Instant; to: string }>;

/** Rows per request: Binance's page size, and less than Saxo's. */
const ROWS_AT_ONCE = 1_000;

export function recordCommand(context: CommandContext): Command {
  return new Command("record")
    .description("Saves the candles that a market returns, for --market recorded to replay.")
    .requiredOption("--code <code...>", "the instruments")
    .option("--days <number>", "how far back", parseCount, 90)
    .option(
      "--until <day>",
      "day or instant of the newest candle (ISO 8601; default: now)",
      parseEnd,
    )
    .requiredOption("--to <folder>", "target folder; existing instruments are kept")
    .addOption(marketOption())
    .option("--candles <folder>", "recorded market: folder of the recording")
    .action(
      invoked(context, async ({ show, progress, log }, options: RecordOptions) => {
        const { market: kind, candles } = options;
        const market = await chooseMarket(
          {
            ...(kind !== undefined && { market: kind }),
            ...(candles !== undefined && { candles }),
          },
          readEnvironment(context.variables),
          log,
        );
        const until = options.until ?? market.replay?.until ?? Math.floor(Date.now() / 1_000);
        const since = until - options.days * DAY_SECONDS;
        const recordings: Recording[] = [];
        for (const code of options.code) {
          const bar = progress(`Recording ${code}`, options.days);
          try {
            recordings.push(
              await recordingOf(market.port, code, since, until, (reached) => {
                bar.update(
                  Math.min(options.days, (until - reached) / DAY_SECONDS),
                  moment(reached),
                );
              }),
            );
          } finally {
            bar.stop();
          }
        }
        // Only when all of them could be read.
        const files = await writeRecording({ folder: options.to, recordings });
        show(
          recordings.map(({ instrument, rows }) => ({ code: instrument.code, rows: rows.length })),
          () => [
            ...recordings.map(
              ({ instrument, rows }) =>
                `${instrument.code}: ${rows.length} half-hours from ${moment(rows[0]?.start ?? since)}`,
            ),
            `Wrote ${files.length} files to ${options.to}.`,
          ],
        );
        return DONE;
      }),
    );
}

/** The closed half-hours of an instrument, read backwards. Rejects with `MarketError`, or with
 *  `CommandError` when there are none. */
async function recordingOf(
  { readCandles, findInstrument }: MarketPort,
  code: string,
  since: Instant,
  until: Instant,
  onProgress: (reached: Instant) => void,
): Promise<Recording> {
  const instrument = await findInstrument(code);
  let rows: readonly Candle[] = [];
  for (let before = until; before > since; ) {
    const count = Math.min(ROWS_AT_ONCE, Math.ceil((before - since) / HALF_HOUR_SECONDS));
    const query = { code, horizon: "half_hour", before, count, since } as const;
    const page = rows.length === 0 ? await readCandles(query) : await orNone(readCandles(query));
    const wanted = page.filter(({ start }) => start >= since);
    rows = [...wanted, ...rows];
    const [oldest] = wanted;
    if (oldest === undefined || wanted.length < page.length) break;
    before = oldest.start;
    onProgress(before);
  }
  onProgress(since);
  if (rows.length === 0) {
    throw new CommandError(`${code} has no candles from ${moment(since)} to ${moment(until)}.`);
  }
  return { instrument, rows };
}

/** No rows where the history begins, which may be later than the requested start. Any other error is
 *  thrown, as the next request may succeed. */
async function orNone(answer: ReturnType<ReadCandles>): ReturnType<ReadCandles> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof MarketError && error.code === "no-data" && !error.retryable) return [];
    throw error;
  }
}
