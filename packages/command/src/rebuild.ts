import { type RebuildPage, rebuildPageSchema } from "@bellwether/core/api";
import { counted } from "@bellwether/core/text";
import { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import { DONE, FAILED, invoked } from "./invocation.ts";
import { namedWorkflow } from "./named-workflow.ts";

type RebuildOptions = Readonly<{ workflow?: string; check?: boolean }>;
type Result = Pick<RebuildPage, "differences" | "failed"> & { readonly workflows: number };

export function rebuildCommand(context: CommandContext): Command {
  return new Command("rebuild")
    .description(
      "Derives the last orders and the list of signals from the orders, as the projector would.",
    )
    .option("--workflow <name>", "only this workflow")
    .option("--check", "write nothing; exit with 1 when something differs")
    .action(
      invoked(
        context,
        async ({ client, show, progress }, { workflow, check = false }: RebuildOptions) => {
          const only = workflow === undefined ? null : await namedWorkflow(client, workflow);
          const differences: Result["differences"] = [];
          const failed: Result["failed"] = [];
          let bar: ReturnType<typeof progress> | null = null;
          let cursor: string | null = null;
          let total = 0;
          try {
            do {
              const json: Record<string, unknown> = { check };
              if (only !== null) json["workflow_id"] = only.id;
              if (cursor !== null) json["cursor"] = cursor;
              const page: RebuildPage = await client.request(
                "POST",
                "/rebuild",
                rebuildPageSchema,
                { json },
              );
              differences.push(...page.differences);
              failed.push(...page.failed);
              ({ total, next_cursor: cursor } = page);
              bar ??= progress(check ? "Checking" : "Rebuilding", total);
              bar.update(page.done, `${page.done} of ${total}`);
            } while (cursor !== null);
          } finally {
            bar?.stop();
          }
          const result = { workflows: total, differences, failed };
          show(result, () => resultLines(result, check));
          return failed.length > 0 || (check && differences.length > 0) ? FAILED : DONE;
        },
      ),
    );
}

function resultLines({ workflows, differences, failed }: Result, check: boolean): string[] {
  const found = check ? "differ from their orders" : "were corrected";
  return [
    `${counted(workflows, "workflow")}, ${differences.length} ${found}, ${failed.length} failed`,
    ...differences.map(({ name }) => `  ${name}`),
    ...failed.map(({ name, reason }) => `  failed: ${name}: ${reason}`),
  ];
}
