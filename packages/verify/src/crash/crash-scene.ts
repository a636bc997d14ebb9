import { writeFile } from "node:fs/promises";
import path from "node:path";
import { DAY_SECONDS, type Instant } from "@bellwether/core/time";
import { formatWorkflowFile, type Workflow } from "@bellwether/core/workflow";
import { alwaysSignals } from "@bellwether/functions/testing";
import { sessionTicks } from "@bellwether/local/schedule";
import { writeRecording } from "@bellwether/markets/recorded";
import { SIMULATED_EPOCH, simulatedMarket } from "@bellwether/markets/simulated";

const INDEX = "DAX.I";
const CFD = "GER40.I";
/** Days of candles before the first tick, so that all candles of a run exist from the start. */
const HISTORY_DAYS = 7;

export type CrashScene = Readonly<{
  folder: string;
  from: Instant;
  workflowIds: readonly string[];
  /** Every tick; every workflow signals at each of them. */
  ticks: readonly Instant[];
}>;

/** Three workflows that signal at every tick. */
const THREE_WORKFLOWS = ["first", "second", "third"].map((name) => alwaysSignals(`The ${name}`));

/** A recording of `days` days with these workflows. */
export async function writeScene(
  folder: string,
  days: number,
  workflows: readonly Workflow[] = THREE_WORKFLOWS,
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
  return {
    folder,
    from,
    workflowIds: workflows.map(({ id }) => id),
    ticks: sessionTicks(
      from - 1,
      end + 1_800,
      recordings.map(({ instrument: { code, market = "eu" } }) => ({ code, market })),
    ),
  };
}
