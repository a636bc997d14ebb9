import { describe, expect, it } from "vitest";
import { isSnoozed } from "./snooze.ts";

const AT = 1_795_428_060;

describe("a snooze", () => {
  it("with an end ends at that instant, whatever the episode", () => {
    const snooze = { snoozed_at: AT, snoozed_until: AT + 7_200 };
    expect(isSnoozed(snooze, { at: AT + 7_199, episode: AT + 3_600 })).toBe(true);
    expect(isSnoozed(snooze, { at: AT + 7_200, episode: AT - 3_600 })).toBe(false);
  });

  it("of an episode lasts until the episode ends and does not affect the next one", () => {
    const snooze = { snoozed_at: AT, snoozed_until: null };
    expect(isSnoozed(snooze, { at: AT + 900_000, episode: AT - 3_600 })).toBe(true);
    expect(isSnoozed(snooze, { at: AT + 1_800, episode: AT + 1_800 })).toBe(false);
  });

  it("is off by default", () => {
    expect(isSnoozed(undefined, { at: AT, episode: AT })).toBe(false);
  });
});
