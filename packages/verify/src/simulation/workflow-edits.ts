/** User edits of workflows during a simulation. */
import { episodeCutShort } from "@bellwether/core/signal";
import { HOUR_SECONDS } from "@bellwether/core/time";
import { type Workflow, workflowDraftSchema } from "@bellwether/core/workflow";
import type { EventLoop } from "./event-loop.ts";
import { aSimulatedDraft } from "./market.ts";
import type { SimulatedSystem } from "./simulated-system.ts";

const MAX_WORKFLOWS = 5;

export type WorkflowEdits = Readonly<{
  create: () => void;
  edit: () => Promise<void>;
  remove: () => Promise<void>;
  /** Snoozes a workflow for some hours or for the running episode, or ends its snooze. */
  snooze: () => Promise<void>;
}>;

export function createWorkflowEdits(loop: EventLoop, system: SimulatedSystem): WorkflowEdits {
  const { database, ledger, marketNow } = system;
  let created = 0;

  /** As the API: a bus that does not answer leaves the message as it is. */
  function cutEpisodeShort(workflow: Workflow, reason: "deleted" | "disabled"): void {
    const end = episodeCutShort(workflow, reason, marketNow());
    if (end === null) return;
    system.publish([{ type: "EpisodeEnded", detail: end }]).then(
      () => ledger.slack.ended(end),
      () => {},
    );
  }

  return {
    create() {
      if (database.workflows.size >= MAX_WORKFLOWS) return;
      created += 1;
      const draft = aSimulatedDraft(loop, `workflow ${created}`);
      const now = marketNow();
      const id = loop.newId();
      database.workflows.set(id, { ...draft, id, version: 1, created_at: now, updated_at: now });
    },
    async edit() {
      const item = loop.pick([...database.workflows.values()]);
      if (item === undefined) return;
      const id = String(item["id"]);
      const version = Number(item["version"]);
      const next = { ...aSimulatedDraft(loop, String(item["name"])), enable: loop.chance(0.9) };
      const draft = workflowDraftSchema.parse(next);
      const outcome = await database.workflowStore.update(id, version, draft, marketNow());
      if (outcome.kind !== "updated") return;
      ledger.edits.set(id, { version: version + 1, draft });
      loop.trace(`edited ${id}`);
      if (!draft.enable) cutEpisodeShort(outcome.workflow, "disabled");
    },
    async remove() {
      const id = loop.pick([...database.workflows.keys()]);
      if (id === undefined) return;
      const stored = await database.workflowStore.read(id);
      await database.workflowStore.delete(id, null);
      ledger.deletedWorkflows.add(id);
      loop.trace(`deleted workflow ${id}`);
      if (stored?.kind === "valid") cutEpisodeShort(stored.value, "deleted");
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
