import type { NewId } from "../chance.ts";
import type { SystemNow } from "../time/clock.ts";
import type { EpisodeMessage, EpisodeMessageStore } from "./episode-message.ts";

type Stored = { token: string; until_ms: number; message: EpisodeMessage | null };

/** Messages of episodes in memory, for simulations and handler tests. They never expire. */
export function memoryEpisodeMessageStore(
  deps: { readonly systemNow: SystemNow; readonly newId: NewId },
  episodes: Map<string, Stored> = new Map(),
): EpisodeMessageStore {
  return {
    claim: async (key, leaseMs) => {
      const now = deps.systemNow();
      const stored = episodes.get(key);
      if (stored !== undefined && stored.until_ms > now) {
        return { kind: "held", until_ms: stored.until_ms };
      }
      const token = deps.newId();
      const message = stored?.message ?? null;
      episodes.set(key, { token, until_ms: now + leaseMs, message });
      return { kind: "claimed", token, message };
    },

    save: async (key, token, message) => {
      const stored = episodes.get(key);
      if (stored?.token !== token) return "lost";
      episodes.set(key, { token, until_ms: 0, message });
      return "saved";
    },

    release: async (key, token) => {
      const stored = episodes.get(key);
      if (stored?.token === token) stored.until_ms = 0;
    },
  };
}
