import { consumersWith, type EventPattern, routesTo } from "@bellwether/core/event";
import { describe, expect, it } from "vitest";
import { routeMatcher, UnsupportedPatternError } from "./route-matcher.ts";

/** The event of the Amazon EventBridge User Guide, "Creating event patterns". */
const EC2 = {
  "detail-type": "EC2 Instance State-change Notification",
  source: "aws.ec2",
  region: "us-west-1",
  detail: { "instance-id": "i-1234567890abcdef0", state: "terminated" },
};

type Case = readonly [what: string, pattern: EventPattern, event: unknown, matches: boolean];

const CASES: readonly Case[] = [
  ["exact values, nested", { source: ["aws.ec2"], detail: { state: ["terminated"] } }, EC2, true],
  ["any of several values", { detail: { state: ["stopped", "terminated"] } }, EC2, true],
  ["none of several values", { detail: { state: ["stopped", "running"] } }, EC2, false],
  ["every field, not one of them", { source: ["aws.ec2"], region: ["eu-west-1"] }, EC2, false],
  ["a field that is absent", { detail: { reason: ["none"] } }, EC2, false],
  ["an object that is absent", { more: { reason: ["none"] } }, EC2, false],
  ["case, character by character", { source: ["AWS.EC2"] }, EC2, false],
  ["a number, which is not its text", { a: [1] }, { a: "1" }, false],
  ["anything-but", { detail: { state: [{ "anything-but": "initializing" }] } }, EC2, true],
  ["anything-but the value", { detail: { state: [{ "anything-but": "terminated" }] } }, EC2, false],
  ["anything-but a number", { limit: [{ "anything-but": 123 }] }, { limit: 200 }, true],
  ["anything-but the number", { limit: [{ "anything-but": 0 }] }, { limit: 0 }, false],
  ["anything-but of a field that is absent", { a: [{ "anything-but": "x" }] }, {}, false],
];

describe("a route", () => {
  it.each(CASES)("matches %s as EventBridge does", (_, pattern, event, expected) => {
    expect(routeMatcher(pattern)(event)).toBe(expected);
  });

  it("of each consumer has a supported form", () => {
    for (const pattern of consumersWith(["slack"]).flatMap(routesTo)) {
      expect(routeMatcher(pattern)({ source: "elsewhere" })).toBe(false);
    }
  });

  it.each([
    ["an empty pattern", {}],
    ["an empty object in it", { detail: {} }],
    ["a value that is not in a list", { source: "aws.ec2" }],
    ["prefix", { region: [{ prefix: "us-" }] }],
    ["exists", { region: [{ exists: true }] }],
    ["numeric", { a: [{ numeric: [">", 0] }] }],
    ["anything-but with a list", { a: [{ "anything-but": ["x", "y"] }] }],
    ["anything-but with an operator", { a: [{ "anything-but": { prefix: "x" } }] }],
    ["two operators in one matcher", { a: [{ "anything-but": "x", prefix: "y" }] }],
    ["null", { a: [null] }],
    ["a boolean", { a: [true] }],
    ["$or", { $or: [{ source: ["a"] }, { source: ["b"] }] }],
  ])("is rejected with %s", (_, pattern) => {
    expect(() => routeMatcher(pattern as EventPattern)).toThrow(UnsupportedPatternError);
  });

  it("is rejected with the path of the field", () => {
    const pattern = { detail: { failed: [{ numeric: [">", 0] }] } } as unknown as EventPattern;
    expect(() => routeMatcher(pattern)).toThrow("event pattern, detail.failed:");
  });
});
