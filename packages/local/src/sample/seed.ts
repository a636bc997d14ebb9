import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { NewId } from "@bellwether/core/chance";
import type { MarketNow } from "@bellwether/core/time";
import { parseWorkflowFile, type WorkflowStore } from "@bellwether/core/workflow";
import { type DeriveDeps, derive } from "@bellwether/functions/handler";
import { SettingError } from "../config/environment.ts";
import type { LocalState } from "../runtime/local-state.ts";

export const BINANCE_SAMPLE_FILE = fileURLToPath(new URL("binance-workflows.yml", import.meta.url));
export const SAMPLE_FILE = fileURLToPath(new URL("sample-workflows.yml", import.meta.url));

export type SeedDeps = DeriveDeps &
  Readonly<{
    workflows: Pick<WorkflowStore, "create" | "read">;
    isSeeded: LocalState["isSeeded"];
    markSeeded: LocalState["markSeeded"];
    marketNow: MarketNow;
    newId: NewId;
  }>;

/** Creates the workflows of a file, once: what the trader deleted or renamed since does not come
 *  back at each start. A file that changed is read again, the samples never. Workflows whose id or
 *  name exists already are left as they are.
 *  All or nothing as to reading: throws `SettingError` with every error of the file, by line. */
export async function seedWorkflows(deps: SeedDeps, file: string): Promise<number> {
  const text = await readText(file);
  const fingerprint = file === SAMPLE_FILE ? null : createHash("sha256").update(text).digest("hex");
  if (await deps.isSeeded(fingerprint)) return 0;
  const { workflows, errors } = parseWorkflowFile(text);
  if (errors.length > 0) {
    const lines = errors.map(
      ({ line, workflow, field, reason }) =>
        `  line ${line}, ${workflow ?? "(file)"}, ${field}: ${reason}`,
    );
    throw new SettingError(`${file} cannot be used:\n${lines.join("\n")}`);
  }
  let created = 0;
  for (const { id, draft } of workflows) {
    if (id !== null && (await deps.workflows.read(id)) !== null) continue;
    const now = deps.marketNow();
    const outcome = await deps.workflows.create({
      ...draft,
      id: id ?? deps.newId(),
      version: 1,
      created_at: now,
      updated_at: now,
    });
    if (outcome.kind !== "created") continue;
    created += 1;
    // One that was deleted and comes back under its id may have orders that are still alive.
    if (id !== null) await derive(deps)(id);
  }
  await deps.markSeeded(fingerprint);
  return created;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingError(`The workflow file ${file} cannot be read: ${reason}.`);
  }
}
