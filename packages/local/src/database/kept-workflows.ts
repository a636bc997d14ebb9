import type { PutScore } from "@bellwether/core/outcome";
import type { ProjectionStore } from "@bellwether/core/projection";
import type { Stored } from "@bellwether/core/store";
import type { ScanWorkflows, Workflow, WorkflowStore } from "@bellwether/core/workflow";

type Stores = Readonly<{
  workflows: WorkflowStore;
  projections: ProjectionStore;
  putScore: PutScore;
}>;

/** Reading one workflow costs about as much as ten in a scan. */
const SCANNED_PER_READ = 10;

/** The stores with a cached scan, for a table that no other process writes: a write marks its workflow,
 *  and the next scan reads the marked ones instead of all. The result is that of a scan of the table:
 *  it includes every write that ended before the scan began. */
export function keptWorkflows({ workflows, projections, putScore }: Stores): Stores {
  const kept = keptScan(workflows);
  const marking = async <T>(id: string, write: Promise<T>): Promise<T> => {
    try {
      const outcome = await write;
      kept.mark(id);
      return outcome;
    } catch (error) {
      kept.doubt(id);
      throw error;
    }
  };
  return {
    workflows: {
      ...workflows,
      scan: kept.scan,
      create: (workflow) => marking(workflow.id, workflows.create(workflow)),
      update: (id, ...edit) => marking(id, workflows.update(id, ...edit)),
      delete: (id, ...version) => marking(id, workflows.delete(id, ...version)),
      snooze: (id, snooze) => marking(id, workflows.snooze(id, snooze)),
    },
    projections: {
      ...projections,
      advance: (id, lastOrder) => marking(id, projections.advance(id, lastOrder)),
      replace: (id, ...change) => marking(id, projections.replace(id, ...change)),
    },
    putScore: (id, score) => marking(id, putScore(id, score)),
  };
}

function keptScan({ scan, read }: Pick<WorkflowStore, "scan" | "read">): {
  readonly scan: ScanWorkflows;
  /** A write to this workflow has ended. */
  readonly mark: (id: string) => void;
  /** A write has failed: only its answer may be lost, or it may still be applied later. Each scan reads
   *  the workflow again until a later write to it has ended. */
  readonly doubt: (id: string) => void;
} {
  let kept: Map<string, Stored<Workflow>> | null = null;
  const marked = new Set<string>();
  const doubted = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();

  const refresh = async (): Promise<readonly Stored<Workflow>[]> => {
    // Before the reads: a write that ends meanwhile is marked again, for the next scan.
    const ids = [...new Set([...marked, ...doubted])];
    marked.clear();
    try {
      if (kept === null || ids.length * SCANNED_PER_READ > kept.size) {
        kept = new Map((await scan()).map((stored) => [idOf(stored), stored]));
      } else {
        const fresh = await Promise.all(ids.map(read));
        for (const [place, id] of ids.entries()) replaceIn(kept, id, fresh[place] ?? null);
      }
    } catch (error) {
      for (const id of ids) marked.add(id);
      throw error;
    }
    return [...kept.values()];
  };

  return {
    mark(id) {
      doubted.delete(id);
      marked.add(id);
    },
    doubt: (id) => doubted.add(id),
    // In sequence: a later scan must not overtake the reads that it relies on.
    scan: () => {
      const next = last.then(refresh, refresh);
      last = next;
      return next;
    },
  };
}

function replaceIn(
  kept: Map<string, Stored<Workflow>>,
  id: string,
  fresh: Stored<Workflow> | null,
): void {
  if (fresh === null) kept.delete(id);
  else kept.set(id, fresh);
}

function idOf(stored: Stored<Workflow>): string {
  return stored.kind === "valid" ? stored.value.id : stored.id;
}
