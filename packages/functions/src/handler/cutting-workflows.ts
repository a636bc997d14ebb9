import type { Publish } from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import {
  type EpisodeCut,
  type EpisodeCutStore,
  endsOfCut,
  episodeCut,
} from "@bellwether/core/signal";
import type { MarketNow } from "@bellwether/core/time";
import { isActive, type WorkflowStore } from "@bellwether/core/workflow";

type Store = Pick<WorkflowStore, "read" | "update" | "delete">;

export type CuttingDeps<S extends Store = Store> = Readonly<{
  workflows: S;
  episodeCuts: Pick<EpisodeCutStore, "put">;
  publish: Publish;
  marketNow: MarketNow;
  log: Log;
}>;

/** A store of workflows that ends the episode of each one that is deleted or deactivated, whatever the
 *  way: page, command or import. The end is noted before the write and published after it. The next
 *  run publishes every noted end again, so that none is lost when the bus refuses this one. */
export function cuttingWorkflows<S extends Store>(deps: CuttingDeps<S>): S {
  const { workflows, marketNow } = deps;
  return {
    ...workflows,
    update: async (id, expectedVersion, draft, updatedAt) => {
      const cut = await noteCut(deps, { id, expectedVersion, draft, at: updatedAt });
      const outcome = await workflows.update(id, expectedVersion, draft, updatedAt);
      if (outcome.kind === "updated") await publishEnd(deps, cut);
      return outcome;
    },
    delete: async (id, expectedVersion) => {
      const cut = await noteCut(deps, { id, expectedVersion, draft: null, at: marketNow() });
      const outcome = await workflows.delete(id, expectedVersion);
      if (outcome === "deleted") await publishEnd(deps, cut);
      return outcome;
    },
  };
}

type Write = Readonly<{
  id: string;
  expectedVersion: number | null;
  draft: Parameters<typeof episodeCut>[1];
  at: number;
}>;

/** Rejects with `StoreError` before anything is written. The note of a write that is then refused
 *  changes nothing: runs compare its version. */
async function noteCut(
  { workflows, episodeCuts }: CuttingDeps,
  { id, expectedVersion, draft, at }: Write,
): Promise<EpisodeCut | null> {
  // Nearly every edit leaves the workflow active, and needs no read.
  if (draft !== null && isActive(draft, at)) return null;
  const stored = await workflows.read(id);
  if (stored?.kind !== "valid") return null;
  if (expectedVersion !== null && stored.value.version !== expectedVersion) return null;
  const cut = episodeCut(stored.value, draft, at);
  if (cut !== null) await episodeCuts.put(cut);
  return cut;
}

/** The workflow is written by now: a failure here is logged and refuses nothing. */
async function publishEnd({ publish, log }: CuttingDeps, cut: EpisodeCut | null): Promise<void> {
  const ends = cut === null ? [] : endsOfCut(cut);
  if (ends.length === 0) return;
  try {
    await publish(ends.map((detail) => ({ type: "EpisodeEnded", detail })));
  } catch (error) {
    const workflow_id = cut?.workflow_id;
    log.warn("the end of an episode is left to the next run", { workflow_id, error });
  }
}
