import { readFile, writeFile } from "node:fs/promises";
import { type FieldError, type ImportResult, importResultSchema } from "@bellwether/core/api";
import { messageOf } from "@bellwether/core/failure";
import { counted } from "@bellwether/core/text";
import {
  type ConditionChoice,
  formatWorkflowFile,
  type ImportedWorkflow,
} from "@bellwether/core/workflow";
import { checkFile } from "@bellwether/functions/handler";
import { BINANCE_SAMPLE_FILE, SAMPLE_FILE } from "@bellwether/local/workflow-file";
import { Command, Option } from "commander";
import { type Client, RequestError } from "./client.ts";
import type { CommandContext } from "./command-context.ts";
import { CommandError } from "./failure.ts";
import { serverErrors, WORKFLOWS_A_REQUEST } from "./import-check.ts";
import { DONE, FAILED, type Invocation, invoked, MISUSED } from "./invocation.ts";

const SAMPLES = { simulated: SAMPLE_FILE, binance: BINANCE_SAMPLE_FILE } as const;
const MARKETS = ["simulated", "binance"] as const satisfies readonly (keyof typeof SAMPLES)[];
const CHOICES = ["first", "all"] as const satisfies readonly ConditionChoice[];
type ImportOptions = Readonly<{ sample?: keyof typeof SAMPLES; conditions?: ConditionChoice }>;

/** Parts on their way at one time: the server reads one while it writes the other. */
const PARTS_AT_ONCE = 2;

export function importCommand(context: CommandContext): Command {
  return new Command("import")
    .description("Imports a workflow file. If any part is invalid, nothing is written.")
    .argument("[file]", "YAML: the reference's, or what `export` wrote")
    .addOption(new Option("--sample <market>", "the samples instead of a file").choices(MARKETS))
    .addOption(
      new Option(
        "--conditions <which>",
        "for workflows with several conditions and no match: the first, as the reference, or all",
      ).choices(CHOICES),
    )
    .action(
      invoked(context, async (invocation, given: string | undefined, options: ImportOptions) => {
        const { sample, conditions } = options;
        const { client, show } = invocation;
        if ((given === undefined) === (sample === undefined)) {
          context.err.write("Name a file, or use --sample.\n");
          return MISUSED;
        }
        const file = given ?? SAMPLES[sample ?? "simulated"];
        const { workflows, errors, warnings } = checkFile(await readBytes(file), conditions);
        const found = [...errors];
        // The server is asked only about a file without errors.
        if (found.length === 0) found.push(...(await serverErrors(client, workflows)));
        if (found.length > 0) {
          show({ file, errors: found }, () => [
            ...found.map((error) => errorLine(file, error)),
            `${counted(found.length, "error")}: nothing was imported.`,
          ]);
          return FAILED;
        }
        const imported = await importChunks(invocation, workflows);
        const result = {
          ...imported,
          warnings: distinct([...warnings, ...withLinesOf(workflows, imported.warnings)]),
        };
        show(result, () => [
          ...result.warnings.map((warning) => `warning: ${errorLine(file, warning)}`),
          `${result.created} created, ${result.updated} updated, ${result.unchanged} unchanged`,
        ]);
        return DONE;
      }),
    );
}

/** Sends the file in parts, so that its size is not limited and progress can be shown. Each workflow
 *  is one transaction and matched by name: importing the file again continues after an interruption. */
async function importChunks(
  { client, progress }: Invocation,
  workflows: readonly ImportedWorkflow[],
): Promise<ImportResult> {
  const chunks = Array.from(
    { length: Math.ceil(workflows.length / WORKFLOWS_A_REQUEST) },
    (_, nth) => workflows.slice(nth * WORKFLOWS_A_REQUEST, (nth + 1) * WORKFLOWS_A_REQUEST),
  );
  const landed: ImportResult[] = [];
  const failures: unknown[] = [];
  const bar = progress("Importing", workflows.length);
  let next = 0;
  const sendInTurn = async (): Promise<void> => {
    while (next < chunks.length && failures.length === 0) {
      const nth = next++;
      try {
        landed[nth] = await importChunk(client, chunks[nth] ?? []);
      } catch (error) {
        failures.push(error);
      }
      const count = totalOf(landed).workflows.length;
      bar.update(count, `${count} of ${workflows.length}`);
    }
  };
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, sendInTurn));
  bar.stop();
  if (failures.length > 0) throw interrupted(failures[0], totalOf(landed));
  return totalOf(landed);
}

function importChunk(client: Client, chunk: readonly ImportedWorkflow[]): Promise<ImportResult> {
  const yaml = formatWorkflowFile(
    chunk.map(({ id, draft }) => ({ ...draft, ...(id !== null && { id }) })),
  );
  return client.request("POST", "/import", importResultSchema, { yaml });
}

/** The results of the parts that were written; the others are undefined. */
function totalOf(parts: readonly ImportResult[]): ImportResult {
  const sum = (count: (part: ImportResult) => number) =>
    parts.reduce((total, part) => total + count(part), 0);
  return {
    created: sum(({ created }) => created),
    updated: sum(({ updated }) => updated),
    unchanged: sum(({ unchanged }) => unchanged),
    workflows: parts.flatMap(({ workflows }) => workflows),
    warnings: parts.flatMap(({ warnings }) => warnings),
  };
}

/** What the server found, with the lines of the file: the parts that were sent have other lines. */
function withLinesOf(
  workflows: readonly ImportedWorkflow[],
  findings: readonly FieldError[],
): FieldError[] {
  const lines = new Map(workflows.map(({ draft, line }) => [draft.name, line]));
  return findings.map((each) => ({ ...each, line: lines.get(each.workflow ?? "") ?? 1 }));
}

/** The server repeats what was found here; several parts of the file may say the same of instruments
 *  that were not looked up. The line found here is that of the field. */
function distinct(findings: readonly FieldError[]): FieldError[] {
  const byText = new Map<string, FieldError>();
  for (const each of findings) {
    const text = JSON.stringify([each.workflow, each.field, each.reason]);
    if (!byText.has(text)) byText.set(text, each);
  }
  return [...byText.values()];
}

/** The error, with the results of the parts that were written. */
function interrupted(error: unknown, { created, updated, unchanged }: ImportResult): unknown {
  if (!(error instanceof RequestError) || created + updated + unchanged === 0) return error;
  return new RequestError(
    `${error.message} Other parts of the file were imported: ${created} were created, ` +
      `${updated} updated and ${unchanged} unchanged.`,
    { status: error.status, errors: error.errors, cause: error },
  );
}

/** `file:line: workflow, field: reason`, which editors can jump to. */
function errorLine(file: string, { line, workflow, field, reason }: FieldError): string {
  const subject = [workflow === undefined ? "" : `"${workflow}"`, field];
  const said = subject.filter((part) => part !== "").join(", ");
  return `${file}:${line ?? 1}: ${said === "" ? reason : `${said}: ${reason}`}`;
}

export function exportCommand(context: CommandContext): Command {
  return new Command("export")
    .description("Writes all workflows as a file that `import` accepts.")
    .option("--output <file>", "where to write it (default: standard output)")
    .action(
      invoked(context, async ({ client, remark, show }, { output }: { output?: string }) => {
        const yaml = await client.text("GET", "/export", { answers: "application/yaml" });
        if (output === undefined) {
          show({ yaml }, () => yaml.trimEnd().split("\n"));
          return DONE;
        }
        await writeText(output, yaml);
        remark(`Wrote ${output}.`);
        return DONE;
      }),
    );
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${messageOf(error)}.`);
  }
}

async function writeText(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new CommandError(`${file} cannot be written: ${messageOf(error)}.`);
  }
}
