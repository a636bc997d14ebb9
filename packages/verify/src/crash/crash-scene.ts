import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { MarketPort } from "@bellwether/core/market";
import { signalId } from "@bellwether/core/signal";
import { DAY_SECONDS, type Instant } from "@bellwether/core/time";
import { formatWorkflowFile, type Workflow } from "@bellwether/core/workflow";
import { replayWorkflow } from "@bellwether/functions/handler";
import { alwaysSignals, aWorkflow } from "@bellwether/functions/testing";
import { sessionTicks } from "@bellwether/local/schedule";
import { recordedMarket, writeRecording } from "@bellwether/markets/recorded";
import { SIMULATED_EPOCH, simulatedMarket } from "@bellwether/markets/simulated";

const INDEX = "DAX.I";
const CFD = "GER40.I";
/** Days of candles before the first tick, so that all candles of a run exist from the start. */
const HISTORY_DAYS = 7;

/** A signal that the scene gives without any crash. */
export type SceneSignal = Readonly<{
  id: string;
  workflow: string;
  placedAt: Instant;
  /** The first tick of its episode, if one message stands for the episode; null if the signal has a
   *  message. */
  episode: Instant | null;
}>;

export type CrashScene = Readonly<{
  folder: string;
  from: Instant;
  /** All of them, oldest first. */
  signals: readonly SceneSignal[];
}>;

/** Workflows that signal at every tick, each signal with a message. */
const STEADY = ["first", "second", "third"].map((name) => alwaysSignals(`The ${name}`));

/** Workflows whose condition holds at some ticks: episodes of one message each. */
const CHANGING = [5, 20, 40].map((spread, nth) =>
  aWorkflow({
    ...alwaysSignals(`Within ${spread} points`, { announce: "once_per_episode" }),
    conditions: [
      {
        indicator: { name: "ma7", ut: "h1" },
        close: { direction: nth === 1 ? "below" : "above", ut: "h1", spread },
        element: null,
      },
    ],
    trigger: {
      ut: "h1",
      signal: "breakout",
      location: nth === 1 ? "lower" : "higher",
      order_direction: nth === 1 ? "sell" : "buy",
      quantity: 1,
      offset: 1,
    },
  }),
);

/** A recording of `days` days with these workflows, and what they signal in it. */
export async function writeScene(
  folder: string,
  days: number,
  workflows: readonly Workflow[] = [...STEADY, ...CHANGING],
): Promise<CrashScene> {
  const market = simulatedMarket({ seed: 1 });
  const from = SIMULATED_EPOCH;
  const before = from + days * DAY_SECONDS;
  const recordings = await Promise.all(
    [INDEX, CFD].map(async (code) => ({
      instrument: await market.findInstrument(code),
      rows: await market.readCandles({
        code,
        horizon: "half_hour",
        before,
        count: (HISTORY_DAYS + days) * 48,
        since: from - HISTORY_DAYS * DAY_SECONDS,
      }),
    })),
  );
  await writeRecording({ folder, recordings });
  await writeFile(path.join(folder, "workflows.yml"), formatWorkflowFile(workflows));
  const end = Math.max(...recordings.map(({ rows }) => rows.at(-1)?.start ?? 0)) + 1_800;
  const ticks = sessionTicks(
    from - 1,
    end + 1_800,
    recordings.map(({ instrument: { code, market: session = "eu" } }) => ({
      code,
      session,
    })),
  );
  const recorded = await recordedMarket({ folder });
  const signals = await Promise.all(workflows.map((one) => signalsOf(recorded, one, ticks)));
  return { folder, from, signals: signals.flat().toSorted((a, b) => a.placedAt - b.placedAt) };
}

/** What a workflow signals at the ticks of the scene. */
async function signalsOf(
  market: Pick<MarketPort, "readCandles" | "findInstrument">,
  workflow: Workflow,
  ticks: readonly Instant[],
): Promise<readonly SceneSignal[]> {
  const { id, name, announce } = workflow;
  if (STEADY.includes(workflow)) {
    return ticks.map((tick) => ({
      id: signalId(id, tick),
      workflow: name,
      placedAt: tick,
      episode: null,
    }));
  }
  const period = { from: (ticks[0] ?? 0) - 1, to: ticks.at(-1) ?? 0 };
  const old = { ...workflow, created_at: 0, updated_at: 0 };
  const { signals } = await replayWorkflow({ market }, old, period);
  return signals.map(({ id: signal, placed_at, episode }) => ({
    id: signal,
    workflow: name,
    placedAt: placed_at,
    episode: announce === "once_per_episode" ? (episode ?? placed_at) : null,
  }));
}
