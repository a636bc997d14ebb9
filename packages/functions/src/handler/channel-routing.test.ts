import { describe, expect, it } from "vitest";
import { aRun, aSignal } from "../testing/sample.ts";
import { announcesHere, routingWarnings } from "./channel-routing.ts";

const configured = ["slack", "telegram", "webhook"] as const;

describe("a channel announces", () => {
  const announcing = (failures: readonly ("slack" | "telegram" | "webhook")[]) => (event: object) =>
    configured.filter((channel) =>
      announcesHere(channel, { configured, failures })(event as never),
    );

  it("the signals of workflows that name it or no channel", () => {
    const reached = announcing(["slack"]);
    expect(reached({ type: "OrderSignal", detail: aSignal() })).toEqual(configured);
    const routed = aSignal({ notify: ["telegram", "webhook"] });
    expect(reached({ type: "OrderSignal", detail: routed })).toEqual(["telegram", "webhook"]);
  });

  it("failures and missed runs if the configuration says so", () => {
    const failed = { type: "RunCompleted", detail: aRun({ failed: 1 }) };
    expect(announcing(["slack"])(failed)).toEqual(["slack"]);
    expect(announcing([])(failed)).toEqual(configured);
    const missed = { type: "RunMissed", detail: { schema: 1, tick: 1 } };
    expect(announcing(["telegram"])(missed)).toEqual(["telegram"]);
  });
});

describe("a named channel that is not configured", () => {
  it("is a warning, which states where signals are announced when it is the only one", () => {
    expect(routingWarnings({ notify: ["telegram", "email"] }, configured)).toEqual([
      { field: "notify", reason: "email is not configured here" },
    ]);
    expect(routingWarnings({ notify: ["email"] }, configured)).toEqual([
      {
        field: "notify",
        reason: "email is not configured here: every channel announces its signals",
      },
    ]);
    expect(routingWarnings({ notify: null }, configured)).toEqual([]);
  });
});
