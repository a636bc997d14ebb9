import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as timeout } from "node:timers/promises";
import type { Sleep } from "@bellwether/core/time";
import { formatWorkflowFile } from "@bellwether/core/workflow";
import { checkFile, importWorkflows } from "@bellwether/functions/handler";
import { alwaysSignals } from "@bellwether/functions/testing";
import { openDatabase } from "@bellwether/local/database";
import {
  drained,
  openPipeline,
  openStorage,
  pipelineMeter,
  pipelineMetrics,
  TICK_QUEUE,
} from "@bellwether/local/runtime";
import { terminalChannel } from "@bellwether/local/terminal";
import { SIMULATED_EPOCH, simulatedMarket } from "@bellwether/markets/simulated";
import type { Benchmark, Row } from "./benchmark.ts";

/** 2026-09-14T10:01:00Z: a Monday, in session. */
const TICK = SIMULATED_EPOCH + 4 * 3_600 + 60;
const SIGNALS = 5_000;

/** Every workflow signals at one tick, on one machine with its embedded database. The channel takes
 *  messages at once: Slack's limit of one message a second would be the only thing measured. */
export const floodBenchmark: Benchmark = {
  name: `Flood: ${SIGNALS.toLocaleString("en")} workflows signal at one tick, on one machine`,
  async run() {
    const home = mkdtempSync(path.join(tmpdir(), "bellwether-bench-"));
    const database = await openDatabase({ log, sleep, nowMs: Date.now }, home, "bench");
    const storage = await openStorage(database);
    let announced = 0;
    const line = () => {
      announced += 1;
    };
    const pipeline = await openPipeline({
      ...storage,
      connection: database.connection,
      cacheWorkflows: true,
      market: simulatedMarket({ seed: 1 }),
      channels: {
        configured: [],
        all: [{ consumer: "notify", channel: terminalChannel({ line }) }],
      },
      failureChannels: [],
      heartbeat: { beat: () => {}, failure: () => null },
      meter: pipelineMeter(() => performance.now()),
      metrics: pipelineMetrics(),
      log,
      marketNow: () => TICK,
      systemNow: Date.now,
      sleep,
      random: Math.random,
      newId: randomUUID,
    });
    const rows: Row[] = [];
    const { stores, queues } = pipeline;
    const stopping = new AbortController();
    const since = stopwatch(rows);
    const workflows = Array.from({ length: SIGNALS }, (_, nth) => alwaysSignals(`flood ${nth}`));
    const file = new TextEncoder().encode(formatWorkflowFile(workflows));
    await since("imported", async () => {
      const outcome = await importWorkflows(importDeps(stores), { bytes: file });
      if (outcome.kind !== "imported") throw new Error(`the import ended: ${outcome.kind}`);
    });
    const running = pipeline.start("http://127.0.0.1:4280");
    await drained({ ...pipeline, sleep, stopping: stopping.signal });
    const body = JSON.stringify({ tick: TICK, execution_context: "schedule:bench" });
    await since("announced, stored and projected", async () => {
      await queues.send([{ queue: TICK_QUEUE, body }]);
      await since("evaluated and queued", () => until(() => queues.queue(TICK_QUEUE).isQuiet()));
      await since("then stored", () => until(() => queues.queue("persist").isQuiet()));
      await drained({ ...pipeline, sleep, stopping: stopping.signal });
    });
    if (announced < SIGNALS) throw new Error(`${announced} of ${SIGNALS} signals were announced`);
    await running.stop();
    await storage.close();
    await database.stop();
    rmSync(home, { recursive: true });
    return rows;
  },
};

function importDeps(stores: Awaited<ReturnType<typeof openPipeline>>["stores"]) {
  return {
    ...stores,
    checkFile: async (bytes: Uint8Array) => checkFile(bytes),
    channels: [],
    market: null,
    marketNow: () => TICK,
    newId: randomUUID,
    systemNow: Date.now,
    sleep,
    log,
  };
}

/** Adds a row for what was done; the figure is the time since its start. */
function stopwatch(rows: Row[]) {
  return async (what: string, work: () => Promise<void>): Promise<void> => {
    const started = performance.now();
    const cpu = process.cpuUsage();
    await work();
    const seconds = (performance.now() - started) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    const beside = `${((user + system) / 1e6).toFixed(1)} s of this process's CPU`;
    rows.push({ what, figure: `${seconds.toFixed(1)} s`, beside });
  };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(1);
}

const log = { info: () => {}, warn: () => {}, error: () => {} };

const sleep: Sleep = async (durationMs, signal) => {
  await timeout(durationMs, undefined, { ref: false, ...(signal && { signal }) }).catch(() => {});
};
