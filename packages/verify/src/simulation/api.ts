/** The API: each request is a separate life, which may end between any two steps. */
import { type EpisodeCut, endsOfCut } from "@bellwether/core/signal";
import { StoreError } from "@bellwether/core/store";
import type { WorkflowStore } from "@bellwether/core/workflow";
import { cuttingWorkflows } from "@bellwether/functions/handler";
import { publishOf } from "./engine.ts";
import { type Environment, silent } from "./environment.ts";
import { beginLife } from "./event-loop.ts";

/** Frequent, so that requests stop between the write and its event. */
const CRASH = 0.35;

export type RequestedWorkflows = Pick<WorkflowStore, "read" | "update" | "delete">;

export function requestedWorkflows(env: Environment): RequestedWorkflows {
  const { loop, hazards, database, ledger, clocks, ports } = env;
  const { workflowStore } = database;
  const life = beginLife(loop, "api", { ...hazards, crash: Math.max(hazards.crash, CRASH) });
  const { episodeCuts } = ports(life);
  let noted: EpisodeCut | null = null;

  /** The episode is over from the write on. */
  function ended(): void {
    if (noted !== null) for (const end of endsOfCut(noted)) ledger.slack.ended(end);
  }

  return cuttingWorkflows({
    ...clocks,
    log: silent,
    publish: publishOf(env, life),
    episodeCuts: {
      ...episodeCuts,
      put: async (cut) => {
        await episodeCuts.put(cut);
        noted = cut;
      },
    },
    workflows: {
      read: (id) => life.call("workflow.read", () => workflowStore.read(id), refused),
      update: (id, version, draft, at) => {
        const update = async () => {
          const outcome = await workflowStore.update(id, version, draft, at);
          if (outcome.kind !== "updated") return outcome;
          ledger.edits.set(id, { version: version + 1, draft });
          loop.trace(`edited ${id}`);
          ended();
          return outcome;
        };
        return life.call("workflow.update", update, refused);
      },
      delete: (id, version) => {
        const remove = async () => {
          const outcome = await workflowStore.delete(id, version);
          if (outcome !== "deleted") return outcome;
          ledger.deletedWorkflows.add(id);
          loop.trace(`deleted workflow ${id}`);
          ended();
          return outcome;
        };
        return life.call("workflow.delete", remove, refused);
      },
    },
  });
}

function refused(reason: string): StoreError {
  return new StoreError("unavailable", reason, { retryable: true });
}
