/** The API over in-memory stores, for tests: requests in, JSON out. */
import { API_BASE, type OperationsPort, type SystemStatus } from "@bellwether/core/api";
import type { DomainEvent } from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import { type Instrument, MarketError, type MarketPort } from "@bellwether/core/market";
import type { RunCompleted } from "@bellwether/core/run";
import type { EpisodeCut, WorkflowsDecided } from "@bellwether/core/signal";
import { memoryReceiptStore } from "@bellwether/core/testing";
import { memoryDecisionStore } from "../adapter/memory/decision-store.ts";
import { memoryEpisodeCutStore } from "../adapter/memory/episode-cut-store.ts";
import { memoryOrderStore, type OrderItems } from "../adapter/memory/order-store.ts";
import { memoryPauseStore } from "../adapter/memory/pause-store.ts";
import { memoryProjectionStore, type SignalItems } from "../adapter/memory/projection-store.ts";
import { memoryRunStore } from "../adapter/memory/run-store.ts";
import { memorySignalList } from "../adapter/memory/signal-list.ts";
import { memoryWorkflowStore, type WorkflowItems } from "../adapter/memory/workflow-store.ts";
import { traceSignal } from "../handler/trace-signal.ts";
import { checkFile } from "../handler/workflow-file.ts";
import { aRun, TICK } from "../testing/sample.ts";
import { type ApiDeps, apiApp } from "./api.ts";

export type Reply = Readonly<{ status: number; headers: Headers; text: string; json: unknown }>;
type Init = Readonly<{
  method?: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is text or bytes. */
  body?: unknown;
}>;

export function apiHarness(over: Partial<ApiDeps> = {}) {
  const workflowItems: WorkflowItems = new Map();
  const orderItems: OrderItems = new Map();
  const signalItems: SignalItems = new Map();
  const cutItems = new Map<string, EpisodeCut>();
  const decidedItems = new Map<string, WorkflowsDecided>();
  const logged: { message: string; fields: unknown }[] = [];
  const published: DomainEvent[] = [];
  const clock = { now: TICK };
  let ids = 0;
  const deps: ApiDeps = {
    workflows: memoryWorkflowStore(workflowItems),
    orders: memoryOrderStore(orderItems),
    projections: memoryProjectionStore({
      workflows: workflowItems,
      orders: orderItems,
      signals: signalItems,
    }),
    listSignals: memorySignalList(signalItems),
    pause: memoryPauseStore(),
    episodeCuts: memoryEpisodeCutStore(cutItems),
    decisions: memoryDecisionStore(decidedItems),
    publish: async (events) => {
      published.push(...events);
    },
    sleep: async () => {},
    checkFile: async (bytes, conditions) => checkFile(bytes, conditions),
    channels: ["slack"],
    operations: operations(aStatus()),
    market: emptyMarket,
    marketNow: () => clock.now,
    systemNow: () => clock.now * 1_000,
    trace: (key) => tracing(key),
    newId: () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, "0")}`,
    log: recordingLog(logged),
    ...over,
  };
  const receipts = memoryReceiptStore(deps);
  const runItems = new Map<number, RunCompleted>();
  const tracing = traceSignal({
    ...deps,
    runs: memoryRunStore(runItems),
    readDecisions: deps.decisions.read,
    readReceipt: receipts.read,
    findMessage: async () => null,
    readIteratorAge: async () => 0,
    queues: ["notify"],
  });
  const app = apiApp(deps);
  return {
    receipts,
    runItems,
    app,
    deps,
    workflowItems,
    orderItems,
    signalItems,
    decidedItems,
    cutItems,
    published,
    logged,
    clock,
    send: sender(app),
  };
}

/** Sends requests to an application, below the base of the API. */
function sender(app: ReturnType<typeof apiApp>) {
  return async (
    path: string,
    { method = "GET", headers = {}, body }: Init = {},
  ): Promise<Reply> => {
    const isSentAsIs = typeof body === "string" || body instanceof Uint8Array;
    const content = isSentAsIs ? body : JSON.stringify(body);
    const response = await app.request(`${API_BASE}${path}`, {
      method,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: content }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    const json: unknown = isJson ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, text, json };
  };
}

export function operations(
  status: SystemStatus,
  queues: Record<string, number> = {},
): OperationsPort {
  return {
    readStatus: async () => status,
    redrive: async (queue) => queues[queue] ?? null,
    listDeadLetters: async (queue, limit) =>
      queues[queue] === undefined
        ? null
        : Array.from({ length: Math.min(limit, queues[queue]) }, (_, index) => ({
            id: `${index}`,
            body: "{}",
            reason: "failed 24 times",
          })),
    discard: async (queue, ids) => {
      const before = queues[queue];
      if (before === undefined) return null;
      const found = ids.filter((id) => Number(id) < before).length;
      queues[queue] = before - found;
      return found;
    },
    testChannel: async (channel) =>
      channel === "slack" ? { channel, outcome: "sent", detail: "1.1" } : null,
    startRun: async ({ tick }) => ({ kind: "completed", run: aRun({ tick: Number(tick) }) }),
  };
}

export function aStatus(over: Partial<SystemStatus> = {}): SystemStatus {
  return {
    as_of: TICK,
    market: {
      name: "simulated",
      simulated: true,
      replaying: false,
      replay_progress: null,
      clock: TICK,
      session: "eu",
    },
    paused: false,
    next_tick: TICK + 1_800,
    missed_runs: [],
    runs: [aRun()],
    stream: { iterator_age_ms: 12, parked: 0 },
    queues: [{ name: "notify", visible: 0, in_flight: 0, delayed: 0, dead_letters: 0 }],
    channels: [
      {
        name: "slack",
        waiting: 0,
        dead_letters: 0,
        last_success_at: TICK,
        last_failure_at: null,
        last_failure: null,
      },
    ],
    problems: [],
    ...over,
  };
}

export function anInstrument(over: Partial<Instrument> = {}): Instrument {
  return {
    code: "FRA40.I",
    name: "CAC 40",
    asset_type: "CfdOnIndex",
    decimals: 2,
    tick_size: 0.5,
    market: "eu",
    ...over,
  };
}

/** An unavailable market. */
export const emptyMarket: MarketPort = {
  readCandles: async () => [],
  searchInstruments: async () => [],
  findInstrument: async (code) => {
    throw new MarketError("unavailable", `no answer for ${code}`, { retryable: true });
  },
};

function recordingLog(logged: { message: string; fields: unknown }[]): Log {
  const write = (message: string, fields?: unknown) => {
    logged.push({ message, fields });
  };
  return { info: write, warn: write, error: write };
}
