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

/** The stores with a cached scan, for a table that no other process writes. A write marks its workflow,
 *  and the next scan reads only the marked ones. The result equals a scan of the table: it includes
 *  every write that ended before the scan began. */
export function cachedWorkflows({ workflows, projections, putScore }: Stores): Stores {
  const cache = cachedScan(workflows);
  const marking = async <T>(id: string, write: Promise<T>): Promise<T> => {
    try {
      const outcome = await write;
      cache.mark(id);
      return outcome;
    } catch (error) {
      cache.doubt(id);
      throw error;
    }
  };
  return {
    workflows: {
      ...workflows,
      scan: cache.scan,
      async create(workflow) {
        const isOnlyWrite = cache.watch(workflow.id);
        try {
          const outcome = await marking(workflow.id, workflows.create(workflow));
          if (outcome.kind === "created" && isOnlyWrite()) cache.setKnown(workflow);
          return outcome;
        } finally {
          isOnlyWrite();
        }
      },
      update: (id, ...edit) => marking(id, workflows.update(id, ...edit)),
      delete: (id, ...version) => marking(id, workflows.delete(id, ...version)),
      snooze: (id, snooze) => marking(id, workflows.snooze(id, snooze)),
    },
    projections: {
      ...projections,
      advance: (id, ...change) => marking(id, projections.advance(id, ...change)),
      retire: (id, ticks) => marking(id, projections.retire(id, ticks)),
      replace: (id, ...change) => marking(id, projections.replace(id, ...change)),
    },
    putScore: (id, score) => marking(id, putScore(id, score)),
  };
}

type CachedScan = Omit<WriteMarks, "take" | "giveBack"> & Readonly<{ scan: ScanWorkflows }>;

function cachedScan({ scan, read }: Pick<WorkflowStore, "scan" | "read">): CachedScan {
  let cached: Map<string, Stored<Workflow>> | null = null;
  const { take, giveBack, ...marks } = writeMarks();
  let last: Promise<unknown> = Promise.resolve();

  const refresh = async (): Promise<readonly Stored<Workflow>[]> => {
    // Before the reads: a write that ends meanwhile is marked again, for the next scan.
    const { known, ids } = take();
    try {
      if (cached === null || ids.length * SCANNED_PER_READ > cached.size) {
        cached = new Map((await scan()).map((stored) => [idOf(stored), stored]));
      } else {
        const fresh = await Promise.all(ids.map(read));
        for (const [place, id] of ids.entries()) replaceIn(cached, id, fresh[place] ?? null);
        for (const value of known) cached.set(value.id, { kind: "valid", value });
      }
    } catch (error) {
      giveBack([...ids, ...known.map(({ id }) => id)]);
      throw error;
    }
    return [...cached.values()];
  };

  return {
    ...marks,
    // In sequence: a later scan must not overtake the reads that it relies on.
    scan: () => {
      const next = last.then(refresh, refresh);
      last = next;
      return next;
    },
  };
}

/** Which workflows were written since the last scan. */
type WriteMarks = Readonly<{
  /** A write to this workflow has ended. */
  mark: (id: string) => void;
  /** A write has failed: only its answer may be lost, or it may still be applied later. Each scan reads
   *  the workflow again until a later write to it has ended. */
  doubt: (id: string) => void;
  /** Watches a workflow until the returned function is called, which returns whether exactly one
   *  write to it has ended meanwhile. */
  watch: (id: string) => () => boolean;
  /** The workflow is stored exactly like this, so the next scan need not read it. Another write to it
   *  invalidates this. */
  setKnown: (workflow: Workflow) => void;
  /** The written workflows whose stored value is known, and the ids of those to be read. */
  take: () => Readonly<{ known: readonly Workflow[]; ids: readonly string[] }>;
  /** Workflows that were taken and could not be read. */
  giveBack: (ids: readonly string[]) => void;
}>;

function writeMarks(): WriteMarks {
  const marked = new Set<string>();
  const doubted = new Set<string>();
  const knownById = new Map<string, Workflow>();
  /** Writes that have ended, of the workflows that are watched. */
  const ended = new Map<string, number>();
  const endWrite = (id: string): void => {
    knownById.delete(id);
    const count = ended.get(id);
    if (count !== undefined) ended.set(id, count + 1);
  };
  return {
    mark(id) {
      endWrite(id);
      doubted.delete(id);
      marked.add(id);
    },
    doubt(id) {
      endWrite(id);
      doubted.add(id);
    },
    watch(id) {
      ended.set(id, ended.get(id) ?? 0);
      return () => {
        const isOne = ended.get(id) === 1;
        ended.delete(id);
        return isOne;
      };
    },
    setKnown: (workflow) => knownById.set(workflow.id, workflow),
    take() {
      const known = [...knownById.values()];
      const ids = [...new Set([...marked, ...doubted])].filter((id) => !knownById.has(id));
      marked.clear();
      knownById.clear();
      return { known, ids };
    },
    giveBack(ids) {
      for (const id of ids) marked.add(id);
    },
  };
}

function replaceIn(
  cached: Map<string, Stored<Workflow>>,
  id: string,
  fresh: Stored<Workflow> | null,
): void {
  if (fresh === null) cached.delete(id);
  else cached.set(id, fresh);
}

function idOf(stored: Stored<Workflow>): string {
  return stored.kind === "valid" ? stored.value.id : stored.id;
}
