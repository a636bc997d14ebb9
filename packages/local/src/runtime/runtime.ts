import { randomUUID } from "node:crypto";
import type { Publish } from "@bellwether/core/signal";
import { StoreError } from "@bellwether/core/store";
import {
  createTable,
  createTables,
  documentClient,
  dynamoClient,
  type TableNames,
  tableNames,
} from "@bellwether/functions/adapter/dynamodb";
import { apiHandler } from "@bellwether/functions/api";
import { missedRunHandler } from "@bellwether/functions/handler";
import { type Environment, SettingError } from "../config/environment.ts";
import { type Database, namedDatabase, openDatabase } from "../database/database.ts";
import { keepLoginAlive } from "../market/keep-alive.ts";
import { QUEUES_TABLE } from "../queue/queue-store.ts";
import { SAMPLE_FILE, seedWorkflows } from "../sample/seed.ts";
import { insist } from "../schedule/insist.ts";
import { watchForMissedRuns } from "../schedule/missed-run-watch.ts";
import { passTime } from "../schedule/timeline.ts";
import { startServer } from "../server/server.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { LOCAL_STATE_TABLE, type LocalState, localState } from "./local-state.ts";
import type { ChosenMarket } from "./market-choice.ts";
import { replayClock, wallClock } from "./market-clock.ts";
import { chooseMessenger } from "./messenger.ts";
import {
  openPipeline,
  type Pipeline,
  type PipelineDeps,
  type RunningPipeline,
  TICK_QUEUE,
} from "./pipeline.ts";
import { type PipelineFigures, pipelineMeter } from "./pipeline-meter.ts";
import { replayStart } from "./replay-start.ts";
import { drained, type RestDeps, settled } from "./rest.ts";
import { sleep } from "./sleep.ts";
import { localOperations, type ScheduleState } from "./status.ts";
import { unwind } from "./unwind.ts";

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
   *  lost or the schedule fails. */
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
  const undo: (() => Promise<void>)[] = [database.stop];
  try {
    return await assemble(options, database, undo);
  } catch (error) {
    await unwind(undo);
    throw error;
  }
}

async function assemble(
  options: RuntimeOptions,
  database: Database,
  undo: (() => Promise<void>)[],
): Promise<Runtime> {
  const { market } = options;
  const startedMs = performance.now();
  const storage = await openStorage(database, undo);
  const start = await replayStart(storage, market.replay, options.untilIdle);
  const clock = replayClock(start?.at ?? 0, systemNow);
  const marketNow = market.replay === null ? wallClock(systemNow) : clock.now;
  const meter = pipelineMeter(() => performance.now());
  const server = { url: "" };
  const deps = pipelineDeps(options, { ...storage, database, meter, marketNow, server });
  const pipeline = await openPipeline(deps);
  await seedOnce(options, deps, pipeline, storage.state);

  const schedule: ScheduleState = { replaying: false, nextTick: null, since: marketNow() };
  const running: { pipeline: RunningPipeline | null } = { pipeline: null };
  const engine = () => orStarting(running.pipeline?.engine);
  const operations = localOperations({
    market,
    queues: pipeline.queues,
    stream: () => running.pipeline?.stream ?? null,
    listRuns: pipeline.stores.runs.list,
    readPause: pipeline.stores.pause.read,
    startRun: async (run) => engine().run(run),
    marketNow,
    schedule,
  });
  const publish: Publish = async (events) => engine().publish(events);
  const { url, stop } = await startServer(
    {
      ...deps,
      ...options,
      bus: pipeline.bus,
      api: apiHandler({ ...deps, ...pipeline.stores, market: market.page, operations, publish }),
    },
    { ...options, token: options.environment.BELLWETHER_TOKEN ?? null },
  );
  undo.push(stop);
  server.url = url;
  running.pipeline = pipeline.start();
  undo.push(running.pipeline.stop);

  const stopping = new AbortController();
  const rest: RestDeps = {
    queues: pipeline.queues,
    projected: running.pipeline.projected,
    sleep,
    stopping: stopping.signal,
  };
  const again = insist({ ...deps, stopping: stopping.signal });
  const time = passTime(
    {
      ...deps,
      plan: market.replay,
      start,
      clock,
      remember: (state) => again("noting the time", () => storage.state.writeReplay(state)),
      schedule,
      terminal: options.terminal,
      enqueueTick: (tick) => again("queueing a run", () => enqueueTick(pipeline, market, tick)),
      hasRun: (tick) => again("looking for a run", () => hasRun(pipeline, tick)),
      settled: () => settled(rest),
    },
    stopping.signal,
  );
  const check = missedRunHandler({
    ...deps,
    receipts: pipeline.stores.receipts,
    listRuns: pipeline.stores.runs.list,
    publish,
    since: () => schedule.since,
  });
  // A replay passes over nothing: its ticks are the session's own.
  const watch =
    market.replay === null ? watchForMissedRuns({ ...deps, check }, stopping.signal) : null;
  const { keepAlive } = market;
  const login = keepAlive === null ? null : keepLoginAlive({ ...deps, keepAlive }, stopping.signal);
  undo.push(async () => {
    stopping.abort();
    await login;
    await watch;
    await time.catch(() => {});
  });
  const summary = () => ({
    market: market.name,
    ...meter.figures(),
    seconds: Math.round((performance.now() - startedMs) / 100) / 10,
  });
  const idle = time.then(async (replayed) => {
    if (!options.untilIdle || !replayed) return new Promise<Summary>(() => {});
    await drained(rest);
    return summary();
  });
  const lost = database.lost.then((reason): never => {
    throw new Error(reason);
  });
  const blind = running.pipeline.stream.ended.then((how) => {
    // Without it the list would stand still and look well.
    if (how !== "stopped") throw new Error(`the projector ended: it ${how}`);
    return new Promise<never>(() => {});
  });
  return { url, finished: Promise.race([idle, lost, blind]), summary, stop: () => unwind(undo) };
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

type Storage = Readonly<{
  client: ReturnType<typeof dynamoClient>;
  documents: ReturnType<typeof documentClient>;
  names: TableNames;
  queuesTable: string;
  state: LocalState;
}>;

const PREFIX = "bellwether-";

async function openStorage(
  { endpoint }: Database,
  undo: (() => Promise<void>)[],
): Promise<Storage> {
  const client = dynamoClient({ endpoint });
  undo.push(async () => client.destroy());
  const documents = documentClient(client);
  const names = tableNames(PREFIX);
  const queuesTable = `${PREFIX}local_queues`;
  const stateTable = `${PREFIX}local_state`;
  await createTables(client, names);
  await createTable(client, queuesTable, QUEUES_TABLE);
  await createTable(client, stateTable, LOCAL_STATE_TABLE);
  const state = localState({ documents, tableName: stateTable });
  return { client, documents, names, queuesTable, state };
}

function pipelineDeps(
  { market, environment, terminal }: RuntimeOptions,
  parts: Omit<Storage, "state"> &
    Pick<PipelineDeps, "meter" | "marketNow"> &
    Readonly<{ database: Database; server: { readonly url: string } }>,
): PipelineDeps {
  const { database, server, ...rest } = parts;
  return {
    ...rest,
    ...chooseMessenger(environment, terminal),
    endpoint: database.endpoint,
    keepWorkflows: database.isOwn,
    market: market.port,
    serverUrl: () => server.url,
    log: terminal.log,
    systemNow,
    sleep,
    random: Math.random,
    newId: randomUUID,
  };
}

async function seedOnce(
  { market, workflowsFile, terminal }: RuntimeOptions,
  deps: PipelineDeps,
  { stores }: Pipeline,
  state: LocalState,
): Promise<void> {
  const file = workflowsFile ?? (market.simulated ? SAMPLE_FILE : null);
  if (file === null) return;
  const created = await seedWorkflows({ ...deps, ...state, ...stores }, file);
  if (created > 0) terminal.line(`Created ${created} workflows.`);
}

/** The API answers a moment before the engine can run. */
function orStarting<T>(part: T | undefined): T {
  if (part !== undefined) return part;
  throw new StoreError("unavailable", "Bellwether is starting", { retryable: true });
}

function enqueueTick({ queues }: Pipeline, market: ChosenMarket, tick: number): Promise<void> {
  const body = JSON.stringify({ tick, execution_context: `schedule:${market.name}` });
  return queues.send([{ queue: TICK_QUEUE, body }]);
}

/** A damaged record still says that there was a run. */
async function hasRun({ stores }: Pipeline, tick: number): Promise<boolean> {
  return (await stores.runs.read(tick)) !== null;
}
