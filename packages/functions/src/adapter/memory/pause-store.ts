import type { PauseState, PauseStore } from "@bellwether/core/run";

/** In-memory implementation for simulations and handler tests. */
export function memoryPauseStore(
  initial: PauseState = { paused: false, changed_at: null, by: null },
): PauseStore {
  let state = initial;
  return {
    read: async () => state,
    write: async (next) => {
      state = next;
    },
  };
}
