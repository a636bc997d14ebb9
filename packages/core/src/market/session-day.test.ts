import { describe, expect, it } from "vitest";
import { fromIso, toIso } from "../time/instant.ts";
import type { Session } from "./instrument.ts";
import { lastSessionDay, sessionAt } from "./session-day.ts";

function last(session: Session, at: string): readonly string[] {
  const { from, to } = lastSessionDay(session, fromIso(at));
  return [toIso(from), toIso(to)];
}

describe("the last session", () => {
  it("has ended half an hour after its close, in the exchange's time", () => {
    expect(last("eu", "2026-09-25T16:30:00Z")).toEqual([
      "2026-09-25T07:00:00Z",
      "2026-09-25T16:30:00Z",
    ]);
    expect(last("eu", "2026-09-25T16:29:59Z")).toEqual([
      "2026-09-24T07:00:00Z",
      "2026-09-24T16:30:00Z",
    ]);
    expect(last("eu", "2026-11-25T20:00:00Z")[1]).toBe("2026-11-25T17:30:00Z");
    expect(last("us", "2026-09-25T22:00:00Z")).toEqual([
      "2026-09-25T13:30:00Z",
      "2026-09-25T21:00:00Z",
    ]);
  });

  it("is Friday's at the weekend, and none is missing where markets never close", () => {
    expect(last("us", "2026-09-27T12:00:00Z")[1]).toBe("2026-09-25T21:00:00Z");
    expect(last("always", "2026-09-27T12:00:00Z")).toEqual([
      "2026-09-26T00:30:00Z",
      "2026-09-27T00:30:00Z",
    ]);
  });
});

it("the session of a tick is Europe's before New York's, and else of a market that never closes", () => {
  expect(sessionAt(fromIso("2026-09-25T16:01:00Z"))).toBe("eu");
  expect(sessionAt(fromIso("2026-09-25T16:31:00Z"))).toBe("us");
  expect(sessionAt(fromIso("2026-09-25T20:31:00Z"))).toBe("us");
  expect(sessionAt(fromIso("2026-09-25T21:01:00Z"))).toBe("always");
  expect(sessionAt(fromIso("2026-09-26T10:01:00Z"))).toBe("always");
});
