/** User edits of workflows during a simulation. */
import { workflowDraftSchema } from "@bellwether/core/workflow";
import { aSimulatedDraft } from "./market.ts";
import type { SimulatedSystem } from "./simulated-system.ts";
import type { World } from "./world.ts";

const MAX_WORKFLOWS = 5;

export type WorkflowEdits = Readonly<{
  create: () => void;
  edit: () => Promise<void>;
  remove: () => Promise<void>;
}>;

export function createWorkflowEdits(world: World, system: SimulatedSystem): WorkflowEdits {
  const { database, ledger, marketNow } = system;
  let created = 0;
  return {
    create() {
      if (database.workflows.size >= MAX_WORKFLOWS) return;
      created += 1;
      const draft = aSimulatedDraft(world, `workflow ${created}`);
      const now = marketNow();
      const id = world.newId();
      database.workflows.set(id, { ...draft, id, version: 1, created_at: now, updated_at: now });
    },
    async edit() {
      const item = world.pick([...database.workflows.values()]);
      if (item === undefined) return;
      const id = String(item["id"]);
      const version = Number(item["version"]);
      const next = { ...aSimulatedDraft(world, String(item["name"])), enable: world.chance(0.9) };
      const draft = workflowDraftSchema.parse(next);
      const outcome = await database.workflowStore.update(id, version, draft, marketNow());
      if (outcome.kind !== "updated") return;
      ledger.edits.set(id, { version: version + 1, draft });
      world.trace(`edited ${id}`);
    },
    async remove() {
      const id = world.pick([...database.workflows.keys()]);
      if (id === undefined) return;
      await database.workflowStore.delete(id, null);
      ledger.deletedWorkflows.add(id);
      world.trace(`deleted workflow ${id}`);
    },
  };
}
