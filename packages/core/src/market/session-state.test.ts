import { expect, it } from "vitest";
import { fromIso } from "../time/instant.ts";
import { sessionState } from "./session-state.ts";

const at = (text: string) => fromIso(text);

it("a session is open until the end of its last hour", () => {
  expect(sessionState("eu", at("2026-09-14T07:00:00Z"))).toEqual({
    kind: "open",
    until: at("2026-09-14T16:00:00Z"),
  });
  expect(sessionState("us", at("2026-09-14T13:30:00Z"))).toEqual({
    kind: "open",
    until: at("2026-09-14T20:30:00Z"),
  });
});

it("a session is closed until its next opening at night, at weekends and on holidays", () => {
  const closed = (opens: string) => ({ kind: "closed", opens: at(opens) });
  expect(sessionState("eu", at("2026-09-14T16:00:00Z"))).toEqual(closed("2026-09-15T07:00:00Z"));
  expect(sessionState("eu", at("2026-09-18T20:00:00Z"))).toEqual(closed("2026-09-21T07:00:00Z"));
  expect(sessionState("us", at("2026-12-25T15:00:00Z"))).toEqual(closed("2026-12-28T14:30:00Z"));
});

it("a session follows the exchange of a code: Xetra is closed on 24 December, Paris is not", () => {
  const morning = at("2026-12-24T09:00:00Z");
  expect(sessionState("eu", morning, "SAP:xetr").kind).toBe("closed");
  expect(sessionState("eu", morning, "ACA:xpar").kind).toBe("open");
});

it("a session never ends for a market that trades around the clock", () => {
  expect(sessionState("always", at("2026-12-25T15:00:00Z"))).toEqual({ kind: "always" });
});
