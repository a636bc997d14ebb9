import type { RunPart, RunPartStore } from "@bellwether/core/run";

/** In-memory implementation for simulations and handler tests. */
export function memoryRunPartStore(kept: Map<string, RunPart> = new Map()): RunPartStore {
  return {
    put: async (part) => {
      const key = `${part.tick}.${part.range.count}.${part.range.index}`;
      if (kept.has(key)) return "duplicate";
      kept.set(key, part);
      return "stored";
    },
    list: async (tick, count) =>
      [...kept.values()]
        .filter((part) => part.tick === tick && part.range.count === count)
        .toSorted((one, other) => one.range.index - other.range.index),
  };
}
