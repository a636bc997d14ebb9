/** User edits of workflows during a simulation. */
import { HOUR_SECONDS } from "@bellwether/core/time";
import { workflowDraftSchema } from "@bellwether/core/workflow";
import type { EventLoop } from "./event-loop.ts";
import { aSimulatedDraft } from "./market.ts";
import type { SimulatedSystem } from "./simulated-system.ts";

const MAX_WORKFLOWS = 5;

export type WorkflowEdits = Readonly<{
  create: () => void;
  edit: () => void;
  remove: () => void;
  /** Snoozes a workflow for some hours or for the running episode, or ends its snooze. */
  snooze: () => Promise<void>;
}>;

export function createWorkflowEdits(loop: EventLoop, system: SimulatedSystem): WorkflowEdits {
  const { database, marketNow, request } = system;
  let created = 0;

  return {
    create() {
      if (database.workflows.size >= MAX_WORKFLOWS) return;
      created += 1;
      const draft = aSimulatedDraft(loop, `workflow ${created}`);
      const now = marketNow();
      const id = loop.newId();
      database.workflows.set(id, { ...draft, id, version: 1, created_at: now, updated_at: now });
    },
    edit() {
      const item = loop.pick([...database.workflows.values()]);
      if (item === undefined) return;
      const id = String(item["id"]);
      const version = Number(item["version"]);
      const next = { ...aSimulatedDraft(loop, String(item["name"])), enable: loop.chance(0.9) };
      const draft = workflowDraftSchema.parse(next);
      request()
        .update(id, version, draft, marketNow())
        .catch(() => {});
    },
    remove() {
      const id = loop.pick([...database.workflows.keys()]);
      if (id === undefined) return;
      request()
        .delete(id, null)
        .catch(() => {});
    },
    async snooze() {
      const id = loop.pick([...database.workflows.keys()]);
      if (id === undefined) return;
      const now = marketNow();
      const until = loop.chance(0.5) ? now + loop.between(1, 6) * HOUR_SECONDS : null;
      const snoozed = loop.chance(0.8) ? { snoozed_at: now, snoozed_until: until } : null;
      await database.workflowStore.snooze(id, snoozed);
      loop.trace(`${snoozed === null ? "ended the snooze of" : "snoozed"} ${id}`);
    },
  };
}
