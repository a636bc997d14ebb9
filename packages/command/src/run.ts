import { runAnswerSchema } from "@bellwether/core/api";
import type { RunCompleted } from "@bellwether/core/run";
import { toIso } from "@bellwether/core/time";
import { Command } from "commander";
import { parseInstant } from "./argument.ts";
import type { CommandContext } from "./command-context.ts";
import { DONE, FAILED, invoked } from "./invocation.ts";
import { moment } from "./moment.ts";
import { namedWorkflow } from "./named-workflow.ts";

/** A run asks a market that does not answer again, and ends within five minutes. */
const RUN_TIMEOUT_MS = 295_000;

type RunOptions = Readonly<{ tick?: number; workflow?: string }>;

export function runCommand(context: CommandContext): Command {
  return new Command("run")
    .description("Evaluates all workflows now, or one; signals are announced and stored as usual.")
    .option("--tick <instant>", "the tick of the run (ISO 8601; default: now)", parseInstant)
    .option("--workflow <name>", "evaluate only this workflow")
    .action(
      invoked(context, async ({ client, show }, { tick, workflow }: RunOptions) => {
        const only = workflow === undefined ? null : await namedWorkflow(client, workflow);
        const json = {
          by: context.user,
          ...(tick !== undefined && { tick: toIso(tick) }),
          ...(only !== null && { workflow_id: only.id }),
        };
        const answer = await client.request("POST", "/runs", runAnswerSchema, {
          json,
          timeoutMs: RUN_TIMEOUT_MS,
        });
        switch (answer.kind) {
          case "completed":
            show(answer, () => runLines(answer.run));
            return answer.run.paused === true || answer.run.failed > 0 ? FAILED : DONE;
          case "missed":
            show(answer, () => [
              `The tick ${moment(answer.tick)} is ${Math.round(answer.late_seconds / 60)} minutes old: too late to be evaluated.`,
            ]);
            return FAILED;
          default:
            show(answer, () => ["The run continues; `bellwether status` shows its result."]);
            return DONE;
        }
      }),
    );
}

function runLines(run: RunCompleted): string[] {
  if (run.paused === true) {
    return ["Bellwether is paused: nothing was evaluated. `bellwether resume` continues."];
  }
  const { evaluated, signalled, skipped, failed } = run;
  return [
    `Run of ${moment(run.tick)}: ${evaluated} evaluated, ${signalled} signalled, ` +
      `${skipped} skipped, ${failed} failed (${Math.round(run.duration_ms)} ms)`,
    ...run.reasons.flatMap(({ outcome, reason, count, examples }) => [
      `  ${count} ${outcome}: ${reason}`,
      ...examples.slice(0, 3).map((one) => `    ${one.workflow_name}: ${one.detail}`),
      ...(count > 3 ? [`    and ${count - Math.min(3, examples.length)} more`] : []),
    ]),
  ];
}
