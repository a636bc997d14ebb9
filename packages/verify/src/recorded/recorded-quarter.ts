import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { MarketPort } from "@bellwether/core/market";
import type { Instant } from "@bellwether/core/time";
import type { Workflow } from "@bellwether/core/workflow";
import { checkFile } from "@bellwether/functions/handler";
import { chooseRecorded } from "@bellwether/local/market";
import { sessionTicks } from "@bellwether/local/schedule";

/** The recording beside the golden cases: DAX and its CFD from 27 March to 2 July 2024, with ten
 *  workflows. Tests that need it are skipped where GOLDEN_DIR does not name its folder. */
const FOLDER = path.join(process.env["GOLDEN_DIR"] ?? "/nowhere", "recorded");
export const isRecordingThere = existsSync(FOLDER);

export type RecordedQuarter = Readonly<{
  market: MarketPort;
  workflows: readonly Workflow[];
  /** The ticks that `start --market recorded` runs, oldest first. */
  ticks: readonly Instant[];
}>;

export async function openRecordedQuarter(): Promise<RecordedQuarter> {
  const { port, replay } = await chooseRecorded(FOLDER, null, { warn: () => {} });
  if (replay === null) throw new TypeError("a recording is replayed");
  const { workflows, errors } = checkFile(readFileSync(path.join(FOLDER, "workflows.yml")));
  if (errors.length > 0) throw new TypeError(`the workflow file has errors: ${errors[0]?.reason}`);
  return {
    market: port,
    workflows: workflows.map(({ draft }, nth) => ({
      ...draft,
      id: `00000000-0000-4000-8000-${String(nth).padStart(12, "0")}`,
      version: 1,
      created_at: replay.from,
      updated_at: replay.from,
    })),
    ticks: sessionTicks(replay.from, replay.until, replay.traded),
  };
}
