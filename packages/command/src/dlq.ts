import {
  deadLettersSchema,
  discardResultSchema,
  type RedriveResult,
  redriveResultSchema,
  systemStatusSchema,
} from "@bellwether/core/api";
import { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import { DONE, FAILED, invoked, MISUSED } from "./invocation.ts";
import { table } from "./table.ts";

export function dlqCommand(context: CommandContext): Command {
  return new Command("dlq")
    .description("Shows, redrives and discards dead letters: messages that a consumer gave up on.")
    .addCommand(listCommand(context))
    .addCommand(showCommand(context))
    .addCommand(redriveCommand(context))
    .addCommand(discardCommand(context));
}

function listCommand(context: CommandContext): Command {
  return new Command("list").description("The queues and how many dead letters each has.").action(
    invoked(context, async ({ client, show, width }) => {
      const { queues } = await client.request("GET", "/status", systemStatusSchema);
      show(queues, () =>
        table(
          [
            { title: "Queue", value: ({ name }) => name },
            { title: "Waiting", value: ({ visible }) => String(visible), align: "right" },
            { title: "In flight", value: ({ in_flight }) => String(in_flight), align: "right" },
            { title: "Delayed", value: ({ delayed }) => String(delayed), align: "right" },
            {
              title: "Dead letters",
              value: ({ dead_letters }) => String(dead_letters),
              align: "right",
            },
          ],
          queues,
          width,
        ),
      );
      return DONE;
    }),
  );
}

function showCommand(context: CommandContext): Command {
  return new Command("show")
    .description("The dead letters of a queue with their bodies and reasons.")
    .argument("<queue>", "as `dlq list` names it")
    .action(
      invoked(context, async ({ client, show }, queue: string) => {
        const path = `/dead-letters/${encodeURIComponent(queue)}`;
        const { dead_letters } = await client.request("GET", path, deadLettersSchema);
        show(dead_letters, () =>
          dead_letters.length === 0
            ? [`${queue} has no dead letters.`]
            : dead_letters.flatMap(({ id, reason, body }) => [
                `${id}  ${reason ?? "(no reason recorded)"}`,
                ...bodyLines(body).map((line) => `    ${line}`),
              ]),
        );
        return DONE;
      }),
    );
}

function redriveCommand(context: CommandContext): Command {
  return new Command("redrive")
    .description("Moves dead letters back to their queue, to be retried.")
    .argument("[queue]", "as `dlq list` names it")
    .option("--all", "those of every queue")
    .action(
      invoked(
        context,
        async ({ client, show }, queue: string | undefined, { all }: { all?: boolean }) => {
          if ((queue === undefined) === (all !== true)) {
            context.err.write("Name a queue, or use --all.\n");
            return MISUSED;
          }
          // Of every queue, whatever its count says: SQS counts a dead letter up to a minute late.
          const queues =
            queue === undefined
              ? (await client.request("GET", "/status", systemStatusSchema)).queues.map(
                  ({ name }) => name,
                )
              : [queue];
          const results: RedriveResult[] = [];
          for (const name of queues) {
            const path = `/dead-letters/${encodeURIComponent(name)}/redrive`;
            results.push(await client.request("POST", path, redriveResultSchema));
          }
          show(results, () => redriveLines(results));
          return DONE;
        },
      ),
    );
}

function redriveLines(results: readonly RedriveResult[]): readonly string[] {
  const moved = results.filter(({ redriven }) => redriven > 0);
  if (moved.length === 0) {
    return ["No dead letters are counted. On AWS, those of the last minute go back all the same."];
  }
  return moved.map(({ queue, redriven }) =>
    redriven === 1
      ? `${queue}: 1 dead letter goes back to the queue`
      : `${queue}: ${redriven} dead letters go back to the queue`,
  );
}

function discardCommand(context: CommandContext): Command {
  return new Command("discard")
    .description("Deletes dead letters permanently, such as an old tick.")
    .argument("<queue>", "as `dlq list` names it")
    .argument("[ids...]", "as `dlq show` names them (default: all that it shows)")
    .option("--yes", "do not ask for confirmation")
    .action(
      invoked(
        context,
        async ({ client, show }, queue: string, given: string[], { yes }: { yes?: boolean }) => {
          const path = `/dead-letters/${encodeURIComponent(queue)}`;
          const { dead_letters } = await client.request("GET", path, deadLettersSchema);
          const ids = given.length > 0 ? given : dead_letters.map(({ id }) => id);
          if (ids.length === 0) {
            show({ queue, discarded: 0 }, () => [`${queue} has no dead letters.`]);
            return DONE;
          }
          if (yes !== true) {
            if (context.confirm === null) {
              context.err.write(
                "Use --yes: this is not a terminal, so it cannot ask for confirmation.\n",
              );
              return MISUSED;
            }
            if (!(await context.confirm(`Discard ${ids.length} of ${queue} permanently?`))) {
              context.err.write("Nothing was discarded.\n");
              return FAILED;
            }
          }
          const result = await client.request("POST", `${path}/discard`, discardResultSchema, {
            json: { ids },
          });
          const seen = new Set(dead_letters.map(({ id }) => id));
          const isShort = result.discarded < ids.length;
          const unknown_ids = isShort ? ids.filter((id) => !seen.has(id)) : [];
          show({ ...result, unknown_ids }, () => [
            `${queue}: ${result.discarded} discarded`,
            ...unknown_ids.map((id) => `${queue} has no dead letter ${id}`),
          ]);
          return unknown_ids.length === 0 ? DONE : FAILED;
        },
      ),
    );
}

/** JSON is indented; any other body is printed unchanged. */
function bodyLines(body: string): string[] {
  try {
    return JSON.stringify(JSON.parse(body), null, 2).split("\n");
  } catch {
    return body.split("\n");
  }
}
