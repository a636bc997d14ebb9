import { type EventPattern, ROUTES } from "@bellwether/core/signal";
import { describe, expect, it } from "vitest";
import { checkPattern, matches, UnsupportedPatternError } from "./event-pattern.ts";

/** The event of the Amazon EventBridge User Guide, "Creating event patterns". */
const EC2 = {
  version: "0",
  id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
  "detail-type": "EC2 Instance State-change Notification",
  source: "aws.ec2",
  account: "111122223333",
  time: "2017-12-22T18:43:48Z",
  region: "us-west-1",
  resources: ["arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0"],
  detail: { "instance-id": "i-1234567890abcdef0", state: "terminated" },
};

type Case = readonly [what: string, pattern: EventPattern, event: unknown, matches: boolean];

const CASES: readonly Case[] = [
  [
    "exact values, nested",
    {
      source: ["aws.ec2"],
      "detail-type": ["EC2 Instance State-change Notification"],
      detail: { state: ["terminated"] },
    },
    EC2,
    true,
  ],
  ["any of several values", { detail: { state: ["stopped", "terminated"] } }, EC2, true],
  ["none of several values", { detail: { state: ["stopped", "running"] } }, EC2, false],
  ["every field, not one of them", { source: ["aws.ec2"], region: ["eu-west-1"] }, EC2, false],
  ["a field that is not there", { detail: { reason: ["none"] } }, EC2, false],
  ["case, character by character", { source: ["AWS.EC2"] }, EC2, false],
  ["prefix", { region: [{ prefix: "us-" }] }, EC2, true],
  ["prefix of another value", { region: [{ prefix: "eu-" }] }, EC2, false],
  ["prefix of a number", { a: [{ prefix: "1" }] }, { a: 12 }, false],
  ["exists on a leaf", { detail: { state: [{ exists: true }] } }, EC2, true],
  ["exists false on a leaf", { detail: { state: [{ exists: false }] } }, EC2, false],
  ["exists false on what is not there", { detail: { reason: [{ exists: false }] } }, EC2, true],
  ["exists on an object: only leaves count", { detail: [{ exists: true }] }, EC2, false],
  ["exists on null, which is a value", { a: [{ exists: true }] }, { a: null }, true],
  ["anything-but", { detail: { state: [{ "anything-but": "initializing" }] } }, EC2, true],
  ["anything-but the value", { detail: { state: [{ "anything-but": "terminated" }] } }, EC2, false],
  [
    "anything-but a list",
    { detail: { state: [{ "anything-but": ["stopped", "terminated"] }] } },
    EC2,
    false,
  ],
  ["anything-but a number", { "x-limit": [{ "anything-but": 123 }] }, { "x-limit": 200 }, true],
  [
    "anything-but numbers",
    { "x-limit": [{ "anything-but": [100, 200] }] },
    { "x-limit": 200 },
    false,
  ],
  ["anything-but of a field that is not there", { a: [{ "anything-but": "x" }] }, {}, false],
  ["a number is not its text", { a: [1] }, { a: "1" }, false],
  ["null matches null", { a: [null] }, { a: null }, true],
  ["null does not match the empty string", { a: [null] }, { a: "" }, false],
  ["null does not match what is not there", { a: [null] }, {}, false],
  ["the empty string matches itself", { a: [""] }, { a: "" }, true],
  ["the empty string does not match null", { a: [""] }, { a: null }, false],
  ["a boolean matches itself", { a: [false] }, { a: false }, true],
  ["an element of a list", { resources: ["b"] }, { resources: ["a", "b"] }, true],
  ["no element of a list", { resources: ["c"] }, { resources: ["a", "b"] }, false],
  ["an empty list", { a: [{ exists: true }] }, { a: [] }, false],
  ["a list in a list", { a: ["b"] }, { a: [["b"], "c"] }, true],
  ["an object in a list", { a: { b: ["c"] } }, { a: [{ b: "x" }, { b: "c" }] }, true],
  ["what is missing in an empty list", { a: { b: [{ exists: false }] } }, { a: [] }, true],
];

describe("an event pattern", () => {
  it.each(CASES)("judges %s as EventBridge does", (_, pattern, event, expected) => {
    checkPattern(pattern);
    expect(matches(pattern, event)).toBe(expected);
  });

  it.each([
    ["suffix", { source: [{ suffix: ".ec2" }] }],
    ["numeric", { a: [{ numeric: [">", 0] }] }],
    ["cidr", { a: [{ cidr: "10.0.0.0/24" }] }],
    ["wildcard", { a: [{ wildcard: "*.png" }] }],
    ["equals-ignore-case", { a: [{ "equals-ignore-case": "alice" }] }],
    ["$or", { $or: [{ a: ["b"] }] }],
    ["prefix without regard to case", { a: [{ prefix: { "equals-ignore-case": "x" } }] }],
    ["anything-but with a prefix", { a: [{ "anything-but": { prefix: "x" } }] }],
    ["anything-but with texts and numbers", { a: [{ "anything-but": ["x", 1] }] }],
    ["anything-but with nothing", { a: [{ "anything-but": [] }] }],
    ["two operators in one", { a: [{ prefix: "x", exists: true }] }],
    ["a bare value", { a: "b" }],
    ["no values", { a: [] }],
    ["no fields", {}],
  ])("that uses %s is refused", (_, pattern) => {
    expect(() => checkPattern(pattern)).toThrow(UnsupportedPatternError);
  });

  it("of each of our routes is one that the local bus judges", () => {
    for (const pattern of Object.values(ROUTES).flat()) {
      expect(() => checkPattern(pattern)).not.toThrow();
    }
  });
});
