import { randomUUID } from "node:crypto";
import type { Variables } from "@bellwether/functions/adapter/channel";
import type { CheckFile } from "@bellwether/functions/handler";
import { configuredChannels } from "../channel/configured.ts";
import { channelSettings } from "../channel/settings.ts";
import type { Environment } from "../config/environment.ts";
import type { Database } from "../database/database.ts";
import type { ChosenMarket, ReplayPlan } from "../market/chosen-market.ts";
import { replayClock, wallClock } from "../schedule/market-clock.ts";
import { retryForever } from "../schedule/retry-forever.ts";
import { createTimeline, type Timeline } from "../schedule/timeline.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { workflowFileReader } from "../workflow-file/reader.ts";
import { fingerprintOf } from "../workflow-file/seed.ts";
import { heartbeat, NO_HEARTBEAT } from "./heartbeat.ts";
import { openPipeline, type Pipeline, TICK_QUEUE } from "./pipeline.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { pipelineMeter } from "./pipeline-meter.ts";
import { pipelineMetrics } from "./pipeline-metrics.ts";
import { drained, quiescent } from "./quiescence.ts";
import { replayStart } from "./replay-start.ts";
import { sleep } from "./sleep.ts";
import type { Storage } from "./storage.ts";

export type MachineOptions = Readonly<{
  market: ChosenMarket;
  environment: Environment;
  /** As the process got them: the channels' settings are among them. */
  variables: Variables;
  /** Folder of the data. */
  home: string;
  /** The file of the initial workflows; null for the samples, or none if they do not suit the market. */
  workflowsFile: string | null;
  /** End once the replay is over and everything is delivered. */
  untilIdle: boolean;
  terminal: Terminal;
}>;

export const systemNow = () => Date.now();

/** The pipeline and the market's time, set up and not yet running. */
export type Machine = Readonly<{
  deps: PipelineDeps & Readonly<{ checkFile: CheckFile }>;
  pipeline: Pipeline;
  timeline: Timeline;
  quiescence: Parameters<typeof quiescent>[0];
  databaseProblems: () => readonly string[];
  /** Ticks up to this instant, the start of the process, are not reported as missed. */
  since: number;
  stopping: AbortController;
}>;

export async function openMachine(
  options: MachineOptions,
  database: Database,
  storage: Storage,
): Promise<Machine> {
  const { market, environment, terminal } = options;
  const heartbeatUrl = environment.BELLWETHER_HEARTBEAT_URL;
  const stopping = new AbortController();
  const plan = await replayPlan(options);
  const start = await replayStart({ ...storage, log: terminal.log }, plan, options.untilIdle);
  const clock = replayClock(start?.at ?? 0, systemNow);
  const deps: Machine["deps"] = {
    ...storage,
    channels: await configuredChannels(channelSettings(options.variables, options.home), terminal),
    failureChannels: environment.BELLWETHER_FAILURE_CHANNELS ?? [],
    connection: database.connection,
    cacheWorkflows: database.isOwn,
    market: market.port,
    heartbeat:
      heartbeatUrl === undefined
        ? NO_HEARTBEAT
        : heartbeat({ url: heartbeatUrl, systemNow, log: terminal.log }),
    meter: pipelineMeter(() => performance.now()),
    metrics: pipelineMetrics(),
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
    quiescent: () => quiescent(quiescence),
    drained: () => drained(quiescence),
  });
  const databaseProblems = () =>
    [storage.writeFailure(), database.damagedProblem()].filter((problem) => problem !== null);
  const since = deps.marketNow();
  return { deps, pipeline, timeline, quiescence, databaseProblems, since, stopping };
}

/** A recording is replayed from its beginning when its workflow file has changed, because the orders of
 *  both versions would share their identities. */
async function replayPlan({ market, workflowsFile }: MachineOptions): Promise<ReplayPlan | null> {
  const { replay } = market;
  if (replay === null || workflowsFile === null || !isRecorded(market)) return replay;
  return { ...replay, subject: `${replay.subject} with ${await fingerprintOf(workflowsFile)}` };
}

/** Whether the market is a recording, which ends and can be replayed again. */
export function isRecorded({ replay }: ChosenMarket): boolean {
  return replay !== null && replay.tickEveryMs === null;
}

function enqueueTick({ queues }: Pipeline, market: ChosenMarket, tick: number): Promise<void> {
  const body = JSON.stringify({ tick, execution_context: `schedule:${market.name}` });
  return queues.send([{ queue: TICK_QUEUE, body }]);
}

/** A record that cannot be read still proves that the tick was run. */
async function hasRun({ stores }: Pipeline, tick: number): Promise<boolean> {
  return (await stores.runs.read(tick)) !== null;
}
