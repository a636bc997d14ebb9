import { workflowDetailSchema, workflowSnoozeSchema } from "@bellwether/core/api";
import { type Instant, toIso } from "@bellwether/core/time";
import type { Snooze } from "@bellwether/core/workflow";
import { Command, Option } from "commander";
import { parseDuration, parseInstant } from "./argument.ts";
import type { CommandContext } from "./command-context.ts";
import { DONE, invoked, MISUSED } from "./invocation.ts";
import { moment } from "./moment.ts";
import { namedWorkflow } from "./named-workflow.ts";

type SnoozeOptions = Readonly<{ for?: number; until?: Instant; episode?: true }>;

export function snoozeCommand(context: CommandContext): Command {
  return new Command("snooze")
    .description("Snoozes a workflow: it is evaluated and stored, but not announced.")
    .argument("<name>", "the workflow")
    .addOption(
      new Option("--for <duration>", "such as 90m, 2h or 3d, from now on")
        .argParser(parseDuration)
        .conflicts(["until", "episode"]),
    )
    .addOption(
      new Option("--until <instant>", "such as 2024-05-02T07:00:00Z")
        .argParser(parseInstant)
        .conflicts(["for", "episode"]),
    )
    .addOption(new Option("--episode", "until its condition stops holding"))
    .action(
      invoked(context, async ({ client, show }, name: string, options: SnoozeOptions) => {
        const { for: duration, until, episode } = options;
        if (duration === undefined && until === undefined && episode === undefined) {
          context.err.write("Specify how long: --for 2h, --until an instant, or --episode.\n");
          return MISUSED;
        }
        const workflow = await namedWorkflow(client, name);
        const path = `/workflows/${encodeURIComponent(workflow.id)}`;
        const end = async (): Promise<Instant | undefined> => {
          if (duration === undefined) return until;
          // By the market's clock, which a simulation sets.
          const { as_of } = await client.request("GET", path, workflowDetailSchema);
          return as_of + duration;
        };
        const at = await end();
        const json = at === undefined ? { for_episode: true } : { until: toIso(at) };
        const answer = await client.request("POST", `${path}/snooze`, workflowSnoozeSchema, {
          json,
        });
        show(answer, () => [`${workflow.name}: ${snoozeText(answer.snooze)}`]);
        return DONE;
      }),
    );
}

export function snoozeText({ snoozed_until }: Snooze): string {
  return snoozed_until === null
    ? "snoozed for this episode"
    : `snoozed until ${moment(snoozed_until)}`;
}

export function unsnoozeCommand(context: CommandContext): Command {
  return new Command("unsnooze")
    .description("Announces a snoozed workflow again.")
    .argument("<name>", "the workflow")
    .action(
      invoked(context, async ({ client, show }, name: string) => {
        const { id, name: full } = await namedWorkflow(client, name);
        await client.text("DELETE", `/workflows/${encodeURIComponent(id)}/snooze`);
        show({ unsnoozed: { id, name: full } }, () => [`${full}: announced again`]);
        return DONE;
      }),
    );
}
