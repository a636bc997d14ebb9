import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Instant } from "@bellwether/core/time";
import {
  type Environment,
  MARKET_KINDS,
  type MarketKind,
  OptionError,
  readEnvironment,
  SettingError,
} from "@bellwether/local/config";
import type { ChosenMarket } from "@bellwether/local/market";
import { chooseMarket } from "@bellwether/local/market";
import { type Runtime, type Summary, startRuntime } from "@bellwether/local/runtime";
import { printableLines, type Terminal, terminal } from "@bellwether/local/terminal";
import { Command, InvalidArgumentError, Option } from "commander";
import { parseCount, parseStart } from "./argument.ts";
import { failureText } from "./failure.ts";
import { exitCodeOf } from "./invocation.ts";

const DEFAULT_PORT = 4280;
const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);
const PAGE_FOLDER = fileURLToPath(new URL("../../web/dist", import.meta.url));
/** The process exits this long after a signal, even if something hangs. */
const STOP_WITHIN_MS = 1_700;

type StartOptions = Readonly<{
  market?: MarketKind;
  candles?: string;
  workflows?: string;
  from?: Instant;
  every?: number;
  port?: number;
  host?: string;
  untilIdle?: boolean;
  json?: boolean;
  verbose?: boolean;
}>;

export function startCommand(): Command {
  return new Command("start")
    .description("Starts Bellwether on this machine and shows signals arriving in the dashboard.")
    .addOption(new Option("--market <name>", "where candles come from").choices(MARKET_KINDS))
    .option("--candles <folder>", "recorded market: folder of candle files and instruments.json")
    .option("--workflows <file>", "initial workflows (YAML)")
    .option("--from <day>", "recorded market: start at this day or instant (ISO 8601)", parseStart)
    .option("--every <seconds>", "simulated market: time between runs (default: 20)", parseCount)
    .option("--port <number>", "port of dashboard and API (default: 4280, or PORT)", parsePort)
    .option("--host <address>", "address to bind to (default: 127.0.0.1)")
    .option("--until-idle", "exit when the replay has ended and everything is delivered")
    .option("--json", "print the summary as one JSON object on the last line")
    .option("--verbose", "print every log line")
    .action(async (options: StartOptions) => {
      process.exitCode = await start(options);
    });
}

async function start(options: StartOptions): Promise<number> {
  const screen = terminal({ out: process.stdout, verbose: options.verbose === true });
  // Before anything starts: Ctrl-C must never leave the database process behind.
  const asked = stopRequest();
  try {
    const environment = readEnvironment(process.env);
    const market = await startedMarket(options, environment, screen.log);
    const starting = startRuntime({
      market,
      environment,
      variables: process.env,
      host: bindAddress(options, environment),
      port: options.port ?? environment.PORT ?? DEFAULT_PORT,
      home: path.resolve(environment.BELLWETHER_HOME ?? ".bellwether"),
      workflowsFile: workflowsFile(options),
      untilIdle: options.untilIdle === true,
      pageFolder: PAGE_FOLDER,
      terminal: screen,
    });
    const runtime = await Promise.race([asked, starting]);
    if (runtime === "asked") {
      screen.line("Stopping.");
      // No run has started; the next start continues where this one was interrupted.
      return process.exit(0);
    }
    greet(screen, market, runtime);
    const summary = await runUntilDone(screen, runtime, asked);
    // Everything is stopped; a hanging request to Slack would delay the exit.
    if (summary === null) return process.exit(0);
    for (const text of summaryLines(summary)) screen.line(text);
    if (options.json === true) screen.line(JSON.stringify(summary));
    return 0;
  } catch (error) {
    const debug = process.env["BELLWETHER_DEBUG"] === "1";
    process.stderr.write(`${printableLines(failureText(error, { debug })).join("\n")}\n`);
    return exitCodeOf(error);
  }
}

/** Resolves at the first signal to stop. The signals stay caught: a second Ctrl-C, or the one that a
 *  package manager forwards, must not interrupt the shutdown. */
function stopRequest(): Promise<"asked"> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => {
        exitSoon();
        resolve("asked");
      });
  });
}

/** Ends the process in time even if something hangs. */
function exitSoon(): void {
  setTimeout(() => process.exit(), STOP_WITHIN_MS).unref();
}

/** Waits for the end of the work, or for a signal: then resolves with null. Stops in either case. */
async function runUntilDone(
  screen: Terminal,
  runtime: Runtime,
  asked: Promise<"asked">,
): Promise<Summary | null> {
  try {
    const outcome = await Promise.race([asked, runtime.finished]);
    if (outcome !== "asked") return outcome;
    screen.line("Stopping.");
    return null;
  } finally {
    exitSoon();
    await runtime.stop();
  }
}

function greet(screen: Terminal, market: ChosenMarket, { url }: Runtime): void {
  screen.line(`Bellwether is at ${url}`);
  if (market.simulated) {
    screen.line("The market is SIMULATED: its prices are invented, and so are the signals.");
  } else {
    screen.line(`The market is ${market.name}.`);
  }
}

function summaryLines(summary: Summary): string[] {
  const { emitted_to_stored_ms: stored, emitted_to_projected_ms: projected } = summary;
  return [
    `${summary.ticks} ticks, ${summary.evaluated} evaluated, ${summary.signalled} signalled, ` +
      `${summary.notified} notified, ${summary.stored} stored, ${summary.projected} projected ` +
      `in ${summary.seconds} s`,
    `emitted to stored: p50 ${stored.p50} ms, p99 ${stored.p99} ms`,
    `emitted to projected: p50 ${projected.p50} ms, p99 ${projected.p99} ms`,
  ];
}

/** Chooses the market. Throws `OptionError` if other options do not suit it. */
function startedMarket(
  options: StartOptions,
  environment: Environment,
  log: Terminal["log"],
): Promise<ChosenMarket> {
  const kind = options.market ?? environment.BELLWETHER_MARKET;
  if (kind !== "recorded" && options.from !== undefined) {
    throw new OptionError("--from requires --market recorded.");
  }
  if ((kind ?? "simulated") !== "simulated" && options.every !== undefined) {
    throw new OptionError("--every needs --market simulated: other markets have their own clock.");
  }
  if (kind !== "recorded" && options.untilIdle === true) {
    throw new OptionError("--until-idle needs --market recorded: no other market ends.");
  }
  return chooseMarket(options, environment, log);
}

/** The recording's own workflows, unless another file is named. */
function workflowsFile({ workflows, candles }: StartOptions): string | null {
  if (workflows !== undefined) return workflows;
  if (candles === undefined) return null;
  const own = path.join(candles, "workflows.yml");
  return existsSync(own) ? own : null;
}

function bindAddress(options: StartOptions, environment: Environment): string {
  if (
    environment.BELLWETHER_PUBLIC_URL !== undefined &&
    environment.BELLWETHER_TOKEN === undefined
  ) {
    throw new SettingError(
      "BELLWETHER_PUBLIC_URL makes Bellwether accessible to others: set BELLWETHER_TOKEN, which the API then requires.",
    );
  }
  const host = options.host ?? environment.BELLWETHER_HOST ?? "127.0.0.1";
  if (!LOOPBACK.has(host) && environment.BELLWETHER_TOKEN === undefined) {
    throw new SettingError(
      `Binding to ${host} makes Bellwether accessible to others: set BELLWETHER_TOKEN, which the API then requires.`,
    );
  }
  return host;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError("It must be a whole number between 0 and 65535.");
  }
  return port;
}
