import { type WorkflowDetail, workflowDetailSchema } from "@bellwether/core/api";
import { workflowDraftSchema } from "@bellwether/core/workflow";
import { Command } from "commander";
import { type Client, RequestError } from "./client.ts";
import type { CommandContext } from "./command-context.ts";
import { DONE, FAILED, invoked, MISUSED } from "./invocation.ts";
import { namedWorkflow } from "./named-workflow.ts";

/** `enable` and `disable`. */
export function switchCommand(context: CommandContext, enable: boolean): Command {
  const name = enable ? "enable" : "disable";
  return new Command(name)
    .description(enable ? "Enables workflows." : "Disables workflows.")
    .argument("<name...>", "the workflows")
    .action(
      invoked(context, async ({ client, show }, names: readonly string[]) => {
        const known = [];
        // All names are looked up first: a mistyped one changes nothing.
        for (const each of names) known.push(await namedWorkflow(client, each));
        const done: WorkflowDetail[] = [];
        for (const { id } of known) done.push(await setEnabled(client, id, enable));
        show(done, () => done.map((workflow) => `${workflow.name}: ${name}d`));
        return DONE;
      }),
    );
}

const ATTEMPTS = 3;

/** Reads and writes the workflow; tries again if it was edited in between. */
async function setEnabled(client: Client, id: string, enable: boolean): Promise<WorkflowDetail> {
  const path = `/workflows/${encodeURIComponent(id)}`;
  for (let attempt = 1; ; attempt += 1) {
    const current = await client.request("GET", path, workflowDetailSchema);
    if (current.enable === enable) return current;
    try {
      return await client.request("PUT", path, workflowDetailSchema, {
        json: { ...workflowDraftSchema.parse(current), enable },
        headers: { "if-match": `"${current.version}"` },
      });
    } catch (error) {
      const isStale = error instanceof RequestError && error.status === 412;
      if (!isStale || attempt === ATTEMPTS) throw error;
    }
  }
}

export function deleteCommand(context: CommandContext): Command {
  return new Command("delete")
    .description("Deletes a workflow, even a damaged one. Its orders are kept until they expire.")
    .argument("<name>", "the workflow")
    .option("--yes", "do not ask for confirmation")
    .action(
      invoked(context, async ({ client, show }, name: string, { yes }: { yes?: boolean }) => {
        const workflow = await namedWorkflow(client, name);
        if (yes !== true) {
          if (context.confirm === null) {
            context.err.write(
              "Use --yes: this is not a terminal, so it cannot ask for confirmation.\n",
            );
            return MISUSED;
          }
          if (!(await context.confirm(`Delete "${workflow.name}"?`))) {
            context.err.write("Nothing was deleted.\n");
            return FAILED;
          }
        }
        await client.text("DELETE", `/workflows/${encodeURIComponent(workflow.id)}`);
        const deleted = { id: workflow.id, name: workflow.name };
        show({ deleted }, () => [`${workflow.name}: deleted`]);
        return DONE;
      }),
    );
}
