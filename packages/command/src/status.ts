import { type ChannelStatus, type SystemStatus, systemStatusSchema } from "@bellwether/core/api";
import type { RunCompleted } from "@bellwether/core/run";
import { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import { DONE, FAILED, invoked } from "./invocation.ts";
import { moment } from "./moment.ts";
import { facts, table } from "./table.ts";

const RUNS_SHOWN = 5;

export function statusCommand(context: CommandContext): Command {
  return new Command("status")
    .description("Shows runs, lag, queues and problems; exits with 1 when there is one.")
    .action(
      invoked(context, async ({ client, show, width }) => {
        const status = await client.request("GET", "/status", systemStatusSchema);
        show(status, () => statusLines(status, width));
        return status.problems.length === 0 ? DONE : FAILED;
      }),
    );
}

function statusLines(status: SystemStatus, width: number): string[] {
  const { market, stream, queues, runs, problems } = status;
  const waiting = queues.reduce((sum, { visible, delayed }) => sum + visible + delayed, 0);
  const dead = queues.reduce((sum, { dead_letters }) => sum + dead_letters, 0);
  const lag = stream.iterator_age_ms;
  return [
    ...facts([
      ["Market", `${market.name}${market.simulated ? " (invented prices)" : ""}`],
      ["Market's clock", moment(market.clock)],
      ["Next run", nextRun(status)],
      ["Projector", lag === null ? "lag not known" : `${Math.round(lag / 100) / 10} s behind`],
      ["Queues", `${waiting} waiting, ${dead} dead letters, ${stream.parked} parked records`],
      ...status.missed_runs
        .slice(0, RUNS_SHOWN)
        .map(({ tick }): [string, string] => ["Missed run", moment(tick)]),
    ]),
    "",
    ...(runs.length === 0
      ? ["No runs yet."]
      : table(RUN_COLUMNS, runs.slice(0, RUNS_SHOWN), width)),
    "",
    ...table(CHANNEL_COLUMNS, status.channels, width),
    "",
    ...(problems.length === 0 ? [allWell(runs[0])] : problems.map((problem) => `! ${problem}`)),
  ];
}

/** A workflow that fails is shown, but is not a fault of the system: its owner can correct it. */
function allWell(lastRun: RunCompleted | undefined): string {
  const failed = lastRun?.failed ?? 0;
  return failed === 0
    ? "No problems."
    : `No system problems; workflows that failed in the last run: ${failed}.`;
}

function nextRun({ paused, next_tick: next, market }: SystemStatus): string {
  if (paused) return "paused: `bellwether resume` continues";
  if (market.replaying) return "replaying";
  return next === null ? "none: the recording has ended" : moment(next);
}

const CHANNEL_COLUMNS = [
  { title: "Channel", value: ({ name }: ChannelStatus) => name },
  {
    title: "Last sent",
    value: ({ last_success_at: at }: ChannelStatus) => (at === null ? "" : moment(at)),
  },
  {
    title: "Last failure",
    value: ({ last_failure_at: at }: ChannelStatus) => (at === null ? "" : moment(at)),
  },
  {
    title: "Waiting",
    value: ({ waiting }: ChannelStatus) => String(waiting),
    align: "right" as const,
  },
  { title: "", value: ({ last_failure }: ChannelStatus) => last_failure ?? "" },
];

const RUN_COLUMNS = [
  { title: "Run", value: ({ tick }: RunCompleted) => moment(tick) },
  count("Evaluated", ({ evaluated }) => evaluated),
  count("Signalled", ({ signalled }) => signalled),
  count("Skipped", ({ skipped }) => skipped),
  count("Failed", ({ failed }) => failed),
  { title: "", value: ({ paused }: RunCompleted) => (paused === true ? "paused" : "") },
];

function count(title: string, of: (run: RunCompleted) => number) {
  return { title, value: (run: RunCompleted) => String(of(run)), align: "right" as const };
}
