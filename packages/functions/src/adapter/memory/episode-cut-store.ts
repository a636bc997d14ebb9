import type { EpisodeCut, EpisodeCutStore } from "@bellwether/core/signal";

/** In-memory implementation for simulations and handler tests. */
export function memoryEpisodeCutStore(items = new Map<string, EpisodeCut>()): EpisodeCutStore {
  return {
    put: async (cut) => {
      items.set(keyOf(cut), cut);
    },
    list: async () => [...items.values()],
    remove: async (cut) => {
      items.delete(keyOf(cut));
    },
  };
}

function keyOf({ workflow_id, at }: EpisodeCut): string {
  return `${at}#${workflow_id}`;
}
