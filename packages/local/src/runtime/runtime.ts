import { counted } from "@bellwether/core/text";
import { apiApp } from "@bellwether/functions/api";
import {
  dailyReview,
  findMissedRuns,
  missedRunHandler,
  sessionSummaries,
} from "@bellwether/functions/handler";
import { SettingError } from "../config/environment.ts";
import { type Database, namedDatabase, openDatabase } from "../database/database.ts";
import { keepLoginAlive } from "../market/keep-alive.ts";
import { repeatedly } from "../schedule/repeatedly.ts";
import { type RunningServer, startServer } from "../server/server.ts";
import { SAMPLE_FILE, seedWorkflows } from "../workflow-file/seed.ts";
import {
  isRecorded,
  type Machine,
  type MachineOptions,
  openMachine,
  systemNow,
} from "./machine.ts";
import { missedRunSearch } from "./missed-run.ts";
import type { Pipeline } from "./pipeline.ts";
import type { PipelineFigures } from "./pipeline-meter.ts";
import { drained } from "./quiescence.ts";
import { type Cleanup, runCleanups } from "./run-cleanups.ts";
import { sleep } from "./sleep.ts";
import { localOperations } from "./status.ts";
import { openStorage, type Storage } from "./storage.ts";
import { localTrace } from "./trace.ts";

export type RuntimeOptions = MachineOptions &
  Readonly<{
    host: string;
    port: number;
    /** Folder of the built dashboard. */
    pageFolder: string;
  }>;

/** Counts and latencies since this process started. */
export type Summary = PipelineFigures & Readonly<{ market: string; seconds: number }>;

export type Runtime = Readonly<{
  url: string;
  /** With `untilIdle`, resolves when there is nothing more to do. Rejects when the database is
   *  lost, or when the schedule or the projector fails. */
  finished: Promise<Summary>;
  summary: () => Summary;
  /** Stops everything; what is not delivered yet is delivered after the next start. */
  stop: () => Promise<void>;
}>;

/** Bellwether on one machine: database, bus, queues, consumers, stream, schedule, API and page in
 *  this process. Rejects with `SettingError` or `EmbeddedDatabaseError`, whose message is for the
 *  person at the terminal. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const database = await chooseDatabase(options);
  const cleanups: Cleanup[] = [database.stop];
  try {
    return await assemble(options, database, cleanups);
  } catch (error) {
    await runCleanups(cleanups);
    throw error;
  }
}

/** Starts the parts in the order of their dependencies. Adds to `cleanups` how to stop each of them. */
async function assemble(
  options: RuntimeOptions,
  database: Database,
  cleanups: Cleanup[],
): Promise<Runtime> {
  const startedMs = performance.now();
  const storage = await openStorage(database);
  cleanups.push(storage.close);
  const machine = await openMachine(options, database, storage);
  const { deps, pipeline, timeline } = machine;
  const server = await serveMachine(options, machine);
  cleanups.push(server.stop);
  // Once the port is bound: a start that fails because it is in use writes no workflows.
  await seedOnce(options, machine, storage);
  const running = pipeline.start(server.dashboardUrl);
  cleanups.push(running.stop);
  const replayed = timeline.run(machine.stopping.signal);
  const background = runBackground(options, machine);
  cleanups.push(async () => {
    machine.stopping.abort();
    await Promise.allSettled([replayed, background]);
  });

  const summary = () => ({
    market: options.market.name,
    ...deps.meter.figures(),
    seconds: Math.round((performance.now() - startedMs) / 100) / 10,
  });
  const idle = replayed.then(async (isOver) => {
    if (!options.untilIdle || !isOver) return never();
    await drained(machine.quiescence);
    return summary();
  });
  const finished = Promise.race([idle, databaseLost(database), projectorLost(pipeline)]);
  return { url: server.url, finished, summary, stop: () => runCleanups(cleanups) };
}

/** Serves the API and the page. */
function serveMachine(options: RuntimeOptions, machine: Machine): Promise<RunningServer> {
  const { market, environment } = options;
  const { deps, pipeline, timeline } = machine;
  const { stores, engine } = pipeline;
  const { list: listRuns } = stores.runs;
  const missed = missedRunSearch({ ...deps, market, stores, since: machine.since });
  const operations = localOperations({
    ...deps,
    ...pipeline,
    ...stores,
    databaseProblems: machine.databaseProblems,
    heartbeatFailure: deps.heartbeat.failure,
    market,
    listRuns,
    readPause: stores.pause.read,
    readAudit: stores.audit.read,
    // A replay cannot miss a run: it makes its own ticks.
    findMissedRuns: async () => (market.replay === null ? findMissedRuns(missed) : []),
    schedule: timeline.state,
    startRun: async (run) => engine.run(run),
  });
  const { publish } = engine;
  const trace = localTrace({ ...deps, ...pipeline });
  const api = apiApp({
    ...deps,
    ...stores,
    channels: deps.channels.configured,
    market: market.page,
    operations,
    publish,
    trace,
  });
  const token = environment.BELLWETHER_TOKEN ?? null;
  const publicUrl = environment.BELLWETHER_PUBLIC_URL ?? null;
  deps.metrics.watch({
    queues: pipeline.queues.all(),
    iteratorAgeMs: () => pipeline.stream.snapshot().iteratorAgeMs,
  });
  const { pageFolder } = options;
  return startServer(
    { ...deps, api, pageFolder, changes: pipeline.changes, readMetrics: deps.metrics.expose },
    { ...options, token, publicUrl },
  );
}

/** Runs the periodic tasks beside the pipeline until `stopping` aborts. */
async function runBackground(
  { market, environment }: Pick<RuntimeOptions, "market" | "environment">,
  machine: Machine,
): Promise<void> {
  const { deps, pipeline, timeline, stopping } = machine;
  const check = missedRunHandler({
    ...deps,
    ...missedRunSearch({ ...deps, market, stores: pipeline.stores, since: machine.since }),
    receipts: pipeline.stores.receipts,
    publish: pipeline.engine.publish,
  });
  const daily = {
    ...deps,
    ...pipeline.stores,
    scanWorkflows: pipeline.stores.workflows.scan,
    readDecisions: pipeline.stores.decisions.read,
    listRuns: pipeline.stores.runs.list,
    writeAudit: pipeline.stores.audit.write,
    market: market.page,
    publish: pipeline.engine.publish,
  };
  const review = dailyReview(daily, stopping.signal);
  const summarize = sessionSummaries(daily);
  // Off by default, but on for the samples, which demonstrate it.
  const wanted = environment.BELLWETHER_DAILY_SUMMARY ?? (market.simulated ? "on" : "off");
  // While a replay catches up its days are not reviewed one by one.
  const inPresent = (run: () => Promise<unknown>) => async () =>
    timeline.state().replaying || run();
  const { keepAlive } = market;
  const { signal } = stopping;
  await Promise.all([
    market.replay === null &&
      repeatedly(deps, { name: "looking for missed runs", run: check, pauseMs: 60_000 }, signal),
    repeatedly(deps, { name: "the daily review", run: inPresent(review), pauseMs: 5_000 }, signal),
    wanted === "on" &&
      repeatedly(
        deps,
        { name: "the summary of a session", run: inPresent(summarize), pauseMs: 5_000 },
        signal,
      ),
    keepAlive !== null && keepLoginAlive({ ...deps, keepAlive }, stopping.signal),
  ]);
}

function chooseDatabase({ market, environment, home, terminal }: RuntimeOptions) {
  const named = environment.DYNAMODB_ENDPOINT;
  const databaseDeps = { log: terminal.log, sleep, nowMs: systemNow };
  if (named === undefined) return openDatabase(databaseDeps, home, market.databaseName);
  if (market.replay !== null) {
    throw new SettingError(
      "A simulated or replayed market writes to the embedded database only: unset DYNAMODB_ENDPOINT, or choose a live market.",
    );
  }
  return namedDatabase(named);
}

async function seedOnce(
  options: RuntimeOptions,
  { deps, pipeline }: Machine,
  { state }: Storage,
): Promise<void> {
  const { market, workflowsFile, terminal } = options;
  const file = workflowsFile ?? (market.simulated ? SAMPLE_FILE : null);
  if (file === null) return;
  const takesFile = isRecorded(market);
  const seeded = await seedWorkflows({ ...deps, ...state, ...pipeline.stores }, file, {
    takesFile,
  });
  const { created, updated, differing, warnings } = seeded;
  if (created > 0) terminal.line(`Created ${counted(created, "workflow")}.`);
  if (updated > 0)
    terminal.line(`Updated ${counted(updated, "workflow")} from the edited file ${file}.`);
  for (const { line, workflow, field, reason } of warnings) {
    terminal.log.warn(`${file}:${line}: "${workflow}", ${field}: ${reason}`);
  }
  if (differing.length === 0) return;
  terminal.log.warn(
    `${file} differs from the stored workflows, which are used: ${differing.join(", ")}. ` +
      `To use the file: bellwether workflows import ${file}`,
  );
}

async function databaseLost(database: Database): Promise<never> {
  throw new Error(await database.lost);
}

/** Fails when the projector ends. Otherwise the list would stop changing without any sign. */
async function projectorLost({ stream }: Pipeline): Promise<never> {
  const end = await stream.ended;
  if (end !== "stopped") throw new Error(`the projector ended: it ${end}`);
  return never();
}

function never(): Promise<never> {
  return new Promise(() => {});
}
