import { randomUUID } from "node:crypto";
import { apiApp } from "@bellwether/functions/api";
import {
  type CheckFile,
  dailyReview,
  findMissedRuns,
  missedRunHandler,
} from "@bellwether/functions/handler";
import { type Environment, SettingError } from "../config/environment.ts";
import { type Database, namedDatabase, openDatabase } from "../database/database.ts";
import { keepLoginAlive } from "../market/keep-alive.ts";
import { fingerprintOf, SAMPLE_FILE, seedWorkflows } from "../sample/seed.ts";
import { replayClock, wallClock } from "../schedule/market-clock.ts";
import { repeatedly } from "../schedule/repeatedly.ts";
import { retryForever } from "../schedule/retry-forever.ts";
import { createTimeline, type Timeline } from "../schedule/timeline.ts";
import { type RunningServer, startServer } from "../server/server.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { workflowFileReader } from "../workflow-file/reader.ts";
import { chooseChannel } from "./choose-channel.ts";
import type { ChosenMarket, ReplayPlan } from "./market-choice.ts";
import { missedRunSearch } from "./missed-run.ts";
import { openPipeline, type Pipeline, type PipelineDeps, TICK_QUEUE } from "./pipeline.ts";
import { type PipelineFigures, pipelineMeter } from "./pipeline-meter.ts";
import { drained, settled } from "./quiescence.ts";
import { replayStart } from "./replay-start.ts";
import { type Cleanup, runCleanups } from "./run-cleanups.ts";
import { sleep } from "./sleep.ts";
import { localOperations } from "./status.ts";
import { openStorage, type Storage } from "./storage.ts";

export type RuntimeOptions = Readonly<{
  market: ChosenMarket;
  environment: Environment;
  host: string;
  port: number;
  /** Folder of the data. */
  home: string;
  /** Workflows to begin with; null for the samples, or none where they would not suit. */
  workflowsFile: string | null;
  /** End once the replay is over and everything is delivered. */
  untilIdle: boolean;
  /** Folder of the built dashboard. */
  pageFolder: string;
  terminal: Terminal;
}>;

/** What happened since this process started. */
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

const systemNow = () => Date.now();

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

/** Sets everything up in the order in which it depends on one another. Adds to `cleanups` what each
 *  step needs to be taken down again. */
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
  await seedOnce(options, machine, storage);

  const server = await serveMachine(options, machine);
  cleanups.push(server.stop);
  const running = pipeline.start(server.dashboardUrl);
  cleanups.push(running.stop);
  const replayed = timeline.run(machine.stopping.signal);
  const background = runBackground(options.market, machine);
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

/** The parts that neither the page nor a clock drives yet. */
type Machine = Readonly<{
  deps: PipelineDeps & Readonly<{ checkFile: CheckFile }>;
  pipeline: Pipeline;
  timeline: Timeline;
  quiescence: Parameters<typeof settled>[0];
  writeFailure: Storage["writeFailure"];
  /** Ticks up to this instant, the start of the process, are not reported as missed. */
  since: number;
  stopping: AbortController;
}>;

async function openMachine(
  options: RuntimeOptions,
  database: Database,
  storage: Storage,
): Promise<Machine> {
  const { market, environment, terminal } = options;
  const stopping = new AbortController();
  const plan = await replayPlan(options);
  const start = await replayStart({ ...storage, log: terminal.log }, plan, options.untilIdle);
  const clock = replayClock(start?.at ?? 0, systemNow);
  const deps: Machine["deps"] = {
    ...storage,
    channel: chooseChannel(environment, terminal),
    connection: database.connection,
    keepWorkflows: database.isOwn,
    market: market.port,
    meter: pipelineMeter(() => performance.now()),
    log: terminal.log,
    marketNow: plan === null ? wallClock(systemNow) : clock.now,
    systemNow,
    sleep,
    random: Math.random,
    newId: randomUUID,
    checkFile: workflowFileReader(),
  };
  const pipeline = await openPipeline(deps);
  const quiescence = { ...pipeline, sleep, stopping: stopping.signal };
  const retry = retryForever({ ...deps, stopping: stopping.signal });
  const timeline = createTimeline({
    ...deps,
    replay: plan === null || start === null ? null : { plan, start },
    clock,
    terminal,
    remember: (state) => retry("storing the time", () => storage.state.writeReplay(state)),
    enqueueTick: (tick) => retry("queueing a run", () => enqueueTick(pipeline, market, tick)),
    hasRun: (tick) => retry("looking for a run", () => hasRun(pipeline, tick)),
    settled: () => settled(quiescence),
    drained: () => drained(quiescence),
  });
  const { writeFailure } = storage;
  return { deps, pipeline, timeline, quiescence, writeFailure, since: deps.marketNow(), stopping };
}

/** A recording is replayed anew when its workflow file has changed: the orders of both versions would
 *  share their identities. */
async function replayPlan({ market, workflowsFile }: RuntimeOptions): Promise<ReplayPlan | null> {
  const { replay } = market;
  if (replay === null || workflowsFile === null || !isRecorded(market)) return replay;
  return { ...replay, subject: `${replay.subject} with ${await fingerprintOf(workflowsFile)}` };
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
    writeFailure: machine.writeFailure,
    market,
    listRuns,
    readPause: stores.pause.read,
    // A replay misses nothing: its ticks are the session's own.
    findMissedRuns: async () => (market.replay === null ? findMissedRuns(missed) : []),
    schedule: timeline.state,
    startRun: async (run) => engine.run(run),
  });
  const { publish } = engine;
  const api = apiApp({ ...deps, ...stores, market: market.page, operations, publish });
  const token = environment.BELLWETHER_TOKEN ?? null;
  const publicUrl = environment.BELLWETHER_PUBLIC_URL ?? null;
  return startServer({ api, pageFolder: options.pageFolder }, { ...options, token, publicUrl });
}

/** What goes on beside the pipeline, until it is stopped. */
async function runBackground(market: ChosenMarket, machine: Machine): Promise<void> {
  const { deps, pipeline, timeline, stopping } = machine;
  const check = missedRunHandler({
    ...deps,
    ...missedRunSearch({ ...deps, market, stores: pipeline.stores, since: machine.since }),
    receipts: pipeline.stores.receipts,
    publish: pipeline.engine.publish,
  });
  const review = dailyReview(
    {
      ...deps,
      ...pipeline.stores,
      scanWorkflows: pipeline.stores.workflows.scan,
      market: market.page,
      publish: pipeline.engine.publish,
    },
    stopping.signal,
  );
  // A replay would be reviewed at each of its days; only where it leads to is of interest.
  const reviewPresent = async () => timeline.state().replaying || review();
  const { keepAlive } = market;
  const { signal } = stopping;
  await Promise.all([
    market.replay === null &&
      repeatedly(deps, { name: "looking for missed runs", run: check, pauseMs: 60_000 }, signal),
    repeatedly(deps, { name: "the daily review", run: reviewPresent, pauseMs: 5_000 }, signal),
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
  if (created > 0) terminal.line(`Created ${created} workflows.`);
  if (updated > 0) terminal.line(`Took ${updated} edited workflows from ${file}.`);
  for (const { line, workflow, field, reason } of warnings) {
    terminal.log.warn(`${file}:${line}: "${workflow}", ${field}: ${reason}`);
  }
  if (differing.length === 0) return;
  terminal.log.warn(
    `${file} differs from what is stored, which is used, in: ${differing.join(", ")}. ` +
      `To take the file: bellwether workflows import ${file}`,
  );
}

/** Its time ends with the recording, and can be passed again. */
function isRecorded({ replay }: ChosenMarket): boolean {
  return replay !== null && replay.tickEveryMs === null;
}

function enqueueTick({ queues }: Pipeline, market: ChosenMarket, tick: number): Promise<void> {
  const body = JSON.stringify({ tick, execution_context: `schedule:${market.name}` });
  return queues.send([{ queue: TICK_QUEUE, body }]);
}

/** A damaged record is evidence of a run as well. */
async function hasRun({ stores }: Pipeline, tick: number): Promise<boolean> {
  return (await stores.runs.read(tick)) !== null;
}

async function databaseLost(database: Database): Promise<never> {
  throw new Error(await database.lost);
}

/** Without the projector the list would stand still while everything looks well. */
async function projectorLost({ stream }: Pipeline): Promise<never> {
  const end = await stream.ended;
  if (end !== "stopped") throw new Error(`the projector ended: it ${end}`);
  return never();
}

function never(): Promise<never> {
  return new Promise(() => {});
}
