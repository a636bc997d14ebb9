import { completeParts, type DecisionStore, type WorkflowsDecided } from "@bellwether/core/signal";

const REMEMBERED_SECONDS = 2 * 86_400;

/** In-memory implementation for simulations and handler tests. */
export function memoryDecisionStore(
  kept: Map<string, WorkflowsDecided> = new Map(),
): DecisionStore {
  const partsOf = (tick: number) =>
    [...kept.values()]
      .filter((each) => each.tick === tick)
      .toSorted((a, b) => rangeIndex(a) - rangeIndex(b) || a.part - b.part);
  return {
    put: async (decided) => {
      kept.set(`${decided.tick}.${rangeIndex(decided)}.${decided.part}`, decided);
    },
    read: async (tick) => partsOf(tick).flatMap(({ decisions }) => decisions),
    newest: async (asOf) => {
      const ticks = [...kept.values()]
        .map(({ tick }) => tick)
        .filter((tick) => tick <= asOf && tick > asOf - REMEMBERED_SECONDS);
      for (const tick of [...new Set(ticks)].toSorted((a, b) => b - a)) {
        const parts = completeParts(partsOf(tick));
        if (parts !== null) {
          return { tick, decisions: parts.flatMap(({ decisions }) => decisions) };
        }
      }
      return null;
    },
  };
}

function rangeIndex({ range }: WorkflowsDecided): number {
  return range?.index ?? 0;
}
