import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Candle } from "@bellwether/core/market";
import { fromIso, type Instant, toIso } from "@bellwether/core/time";
import { formatWorkflowFile, type Workflow } from "@bellwether/core/workflow";
import { replayWorkflow } from "@bellwether/functions/handler";
import { alwaysSignals } from "@bellwether/functions/testing";
import { readEnvironment } from "@bellwether/local/config";
import { chooseRecorded } from "@bellwether/local/market";
import { startRuntime } from "@bellwether/local/runtime";
import { terminal } from "@bellwether/local/terminal";
import { SAMPLE_FILE } from "@bellwether/local/workflow-file";
import { type RecordedMarket, recordedMarket, writeRecording } from "@bellwether/markets/recorded";
import { simulatedMarket } from "@bellwether/markets/simulated";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sorted } from "./machine.ts";

const CODES = ["DAX.I", "GER40.I", "CAC40.I", "FRA40.I"];
const RECORDED_UNTIL = fromIso("2026-09-15T16:30:00Z");

type Replayed = Readonly<{
  /** `<workflow's name> <tick> <direction> <price>`, sorted. */
  signals: readonly string[];
  workflows: readonly Workflow[];
  summary: Readonly<{ signalled: number; notified: number; stored: number; projected: number }>;
}>;

/** Replays a folder to its end through the whole machine, and reads the orders through the API. */
async function replay(options: {
  readonly folder: string;
  readonly home: string;
  readonly from: Instant;
  readonly workflowsFile: string;
}): Promise<Replayed> {
  const screen = terminal({ out: { write: () => true }, verbose: false });
  const runtime = await startRuntime({
    market: await chooseRecorded(options.folder, options.from, screen.log),
    environment: readEnvironment({}),
    variables: {},
    host: "127.0.0.1",
    port: 0,
    home: options.home,
    workflowsFile: options.workflowsFile,
    untilIdle: true,
    pageFolder: tmpdir(),
    terminal: screen,
  });
  try {
    const summary = await runtime.finished;
    const api = `${runtime.url}/api/workflow`;
    const { workflows } = await json<{ workflows: { id: string; name: string }[] }>(
      `${api}/workflows`,
    );
    const signals: string[] = [];
    const whole: Workflow[] = [];
    for (const { id, name } of workflows) {
      whole.push(await json<Workflow>(`${api}/workflows/${id}`));
      let cursor: string | null = "";
      while (cursor !== null) {
        const page: OrderPage = await json(
          `${api}/workflows/${id}/orders?limit=100${cursor === "" ? "" : `&cursor=${cursor}`}`,
        );
        for (const one of page.orders) {
          signals.push(signalLine(name, one.placed_at, one.order_direction, one.order_price));
        }
        cursor = page.next_cursor;
      }
    }
    return { signals: sorted(signals), workflows: whole, summary };
  } finally {
    await runtime.stop();
  }
}

type OrderPage = {
  orders: { placed_at: string; order_direction: string; order_price: number }[];
  next_cursor: string | null;
};

async function json<T>(url: string): Promise<T> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

function signalLine(name: string, at: string, direction: string, price: number): string {
  return `${name} ${at} ${direction} ${price}`;
}

/** The signals and the number of episodes of all workflows, each evaluated alone at every tick, with
 *  no pipeline between the evaluation and its result. */
async function byItself(
  market: RecordedMarket,
  workflows: readonly Workflow[],
  range: { readonly from: Instant; readonly to: Instant },
): Promise<{ readonly signals: readonly string[]; readonly episodes: number }> {
  const lines: string[] = [];
  const episodes = new Set<string>();
  for (const workflow of workflows) {
    const isRecorded = [workflow.index, workflow.cfd].every((code) => market.codes.includes(code));
    if (!workflow.enable || !isRecorded) continue;
    const { last_order: _, ...untouched } = workflow;
    const found = await replayWorkflow({ market }, untouched, range);
    for (const signal of found.signals) {
      const { placed_at, order_direction, order_price, episode } = signal;
      episodes.add(`${workflow.id}.${episode}`);
      lines.push(signalLine(workflow.name, toIso(placed_at), order_direction, order_price));
    }
  }
  return { signals: sorted(lines), episodes: episodes.size };
}

describe("the replay of a recording", () => {
  let scratch: string;
  beforeAll(() => {
    scratch = mkdtempSync(path.join(tmpdir(), "bellwether-replay-"));
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it("gives the same signals every time, which are those of each tick evaluated separately", async () => {
    const folder = path.join(scratch, "recording");
    await record(folder);
    const from = fromIso("2026-09-15T06:00:00Z");
    const options = { folder, from, workflowsFile: SAMPLE_FILE };
    const home = path.join(scratch, "home");
    const first = await replay({ ...options, home });
    const again = await replay({ ...options, home });
    const market = await recordedMarket({ folder });
    const to = market.lastInstant + 1_800;

    expect(first.signals.length).toBeGreaterThan(5);
    expect(again.signals).toEqual(first.signals);
    expect(again.summary).toMatchObject({ notified: first.summary.notified });
    const expected = await byItself(market, first.workflows, { from: from - 1, to });
    expect(first.signals).toEqual(expected.signals);
    const { signalled } = first.summary;
    expect(first.summary).toMatchObject({
      // One message an episode, and one for the workflows of each session whose instruments the
      // recording lacks.
      notified: expected.episodes + 2,
      stored: signalled,
      projected: signalled,
    });
    expect(first.signals).toHaveLength(signalled);
  });

  it("uses the edited workflow file in the same home", async () => {
    const folder = path.join(scratch, "edited");
    await record(folder);
    const workflowsFile = path.join(scratch, "workflows.yml");
    const from = fromIso("2026-09-15T13:00:00Z");
    const options = { folder, from, workflowsFile, home: path.join(scratch, "edited-home") };
    const buys = alwaysSignals("always");
    writeFileSync(workflowsFile, formatWorkflowFile([buys]));
    const before = await replay(options);
    const sells = { ...buys, trigger: { ...buys.trigger, order_direction: "sell" as const } };
    writeFileSync(workflowsFile, formatWorkflowFile([sells]));
    const after = await replay(options);

    expect(before.signals.length).toBeGreaterThan(3);
    expect(before.signals.join("\n")).not.toContain("SELL");
    expect(after.signals).toEqual(before.signals.map((line) => line.replace("BUY", "SELL")));
    expect(after.summary.notified).toBe(before.signals.length);
  });

  const golden = path.join(process.env["GOLDEN_DIR"] ?? "/nowhere", "recorded");
  it.runIf(existsSync(golden))(
    "of the real DAX gives the signals of each tick evaluated separately",
    async () => {
      const from = fromIso("2024-07-01T06:00:00Z");
      const { signals, workflows } = await replay({
        folder: golden,
        from,
        home: path.join(scratch, "dax"),
        workflowsFile: path.join(golden, "workflows.yml"),
      });
      const market = await recordedMarket({ folder: golden });
      const to = market.lastInstant + 1_800;
      expect(signals.length).toBeGreaterThan(5);
      const expected = await byItself(market, workflows, { from: from - 1, to });
      expect(signals).toEqual(expected.signals);
    },
  );
});

/** Records four weeks of the simulated market. */
async function record(folder: string): Promise<void> {
  const market = simulatedMarket({ seed: 1 });
  const recordings = await Promise.all(
    CODES.map(async (code) => ({
      instrument: await market.findInstrument(code),
      rows: (await market.readCandles({
        code,
        horizon: "half_hour",
        before: RECORDED_UNTIL,
        count: 20 * 48,
      })) satisfies readonly Candle[],
    })),
  );
  await writeRecording({ folder, recordings });
}
