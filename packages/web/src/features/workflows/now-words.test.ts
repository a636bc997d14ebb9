import { describe, expect, it } from "vitest";
import { nowWords } from "./now-words.ts";

const NOW = {
  outcome: "no_signal",
  reason: null,
  distance_points: 7.345,
  distance_ranges: 0.2,
  episode: null,
  episode_count: 0,
} as const;

describe("the state of a workflow", () => {
  it("is its distance, marked near when it is a small part of a day's range", () => {
    expect(nowWords(NOW, 2)).toEqual({
      tone: "near",
      words: "7.35 away",
      detail: "0.2 mean daily ranges",
    });
    expect(nowWords({ ...NOW, distance_ranges: 1.4 }, 2).tone).toBe("quiet");
  });

  it("states that it holds, with the number of runs", () => {
    expect(nowWords({ ...NOW, outcome: "signal" }, 2).words).toBe("Holds");
    expect(nowWords({ ...NOW, outcome: "held_back", episode_count: 4 }, 2).words).toBe("Holds ×4");
  });

  it("is the reason why it could not be evaluated", () => {
    const failed = { ...NOW, outcome: "failed", reason: "unknown instrument" } as const;
    expect(nowWords(failed, 2)).toMatchObject({ tone: "bad", detail: "unknown instrument" });
  });
});
