import { describe, expect, it } from "vitest";
import { episodeRows } from "./episode-rows.ts";
import { aSignal } from "./signal-sample.ts";

const FOLDED: ReadonlySet<string> = new Set();
const first = aSignal(1).placed_at;
const inEpisode = (step: number, change = {}) =>
  aSignal(step, { episode: first, episode_count: step, ...change });

describe("the rows of signals", () => {
  it("collapse an episode into its newest signal", () => {
    const signals = [
      inEpisode(3),
      aSignal(2, { workflow_id: "other" }),
      inEpisode(2),
      inEpisode(1),
    ];
    const rows = episodeRows(signals, FOLDED);
    expect(rows.map(({ signal, episode }) => [signal.placed_at, episode.length])).toEqual([
      [aSignal(3).placed_at, 3],
      [aSignal(2).placed_at, 1],
    ]);
  });

  it("show each signal of an expanded episode", () => {
    const signals = [inEpisode(3), inEpisode(2), inEpisode(1)];
    const [row] = episodeRows(signals, FOLDED);
    const rows = episodeRows(signals, new Set([row?.id ?? ""]));
    expect(rows.map(({ signal, isMember }) => [signal.episode_count, isMember])).toEqual([
      [3, false],
      [2, true],
      [1, true],
    ]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(3);
  });

  it("do not combine a dry run with a real signal, or signals without an episode", () => {
    const signals = [inEpisode(2, { dry_run: true }), inEpisode(1), aSignal(3), aSignal(4)];
    expect(episodeRows(signals, FOLDED)).toHaveLength(4);
  });
});
