/** Guards of what the channels announce. */
import { ChannelError } from "@bellwether/core/announcement";
import type { Mutant } from "./effects.ts";

export const CHANNEL_MUTANTS = {
  claim: (effects) => ({
    ...effects,
    receipts: {
      claim: async () => ({ kind: "claimed", token: "nobody's" }),
      complete: async () => "completed",
      release: async () => {},
    },
  }),

  "claim on an episode": (effects) => ({
    ...effects,
    episodes: {
      ...effects.episodes,
      claim: async (key) => {
        const claimed = await effects.episodes.claim(key, 0);
        if (claimed.kind === "held") throw new Error("no claim lasts");
        return claimed;
      },
    },
  }),

  "stored message of an episode": (effects) => ({
    ...effects,
    episodes: {
      ...effects.episodes,
      claim: async (key, leaseMs) => {
        const claimed = await effects.episodes.claim(key, leaseMs);
        return claimed.kind === "held" ? claimed : { ...claimed, message: null };
      },
    },
  }),

  "newest signal of an episode": (effects) => ({
    ...effects,
    episodes: {
      ...effects.episodes,
      claim: async (key, leaseMs) => {
        const claimed = await effects.episodes.claim(key, leaseMs);
        if (claimed.kind === "held" || claimed.message === null) return claimed;
        return { ...claimed, message: { ...claimed.message, signal: null } };
      },
    },
  }),

  "claim kept after an edit of unknown outcome": (effects) => ({
    ...effects,
    editMessage: async (consumer, reference, message) => {
      await effects.editMessage(consumer, reference, message).catch((error: unknown) => {
        if (!(error instanceof ChannelError) || error.code !== "unknown-outcome") throw error;
        throw new ChannelError("unavailable", error.message, { retryable: true });
      });
    },
  }),

  "end of an episode that the API did not publish": (effects) => ({
    ...effects,
    episodeCuts: { ...effects.episodeCuts, list: async () => [] },
  }),

  "new post of a message that is gone": (effects) => ({
    ...effects,
    editMessage: async (consumer, reference, message) => {
      await effects.editMessage(consumer, reference, message).catch((error: unknown) => {
        if (!(error instanceof ChannelError) || error.code !== "gone") throw error;
      });
    },
  }),

  "silence of a snoozed signal": (effects) => ({
    ...effects,
    putEvents: (entries) =>
      effects.putEvents(
        entries.map((entry) => {
          const { snoozed: _, ...detail } = JSON.parse(entry.Detail ?? "{}") as { snoozed?: true };
          return { ...entry, Detail: JSON.stringify(detail) };
        }),
      ),
  }),
} as const satisfies Record<string, Mutant>;
