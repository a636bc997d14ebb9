import { describe, expect, test } from "vitest";
import { parseWorkflowFile } from "./import.ts";

const HEAD = `- name: w
  index: DAX.I
  cfd: GER40.I
  enable: true
  conditions:
    - indicator: {name: ma50, ut: h1}
`;

/** A workflow whose spread is written in braces, or on a line of its own. */
const inFlow = (spread: string) =>
  `${HEAD}      close: {direction: below, ut: h1, spread: ${spread}}\n`;
const inBlock = (spread: string) =>
  `${HEAD}      close:
        direction: below
        ut: h1
        spread: ${spread}
`;

describe("a number of a workflow file", () => {
  test.each([
    ["010", "8"],
    ["0x10", "16"],
    ["0b101", "5"],
    ["12:30", "750"],
    ["1:30.5", "90.5"],
  ])("is rejected when YAML reads %s as %s", (written, number) => {
    expect(parseWorkflowFile(inFlow(written)).errors).toEqual([
      {
        line: 7,
        workflow: "w",
        field: "conditions[0].close.spread",
        reason: `is "${written}", which YAML reads as ${number}: write the number in decimal digits`,
        kind: "domain",
      },
    ]);
  });

  test.each(["yes", "off", "true"])("is rejected when it is %s", (written) => {
    expect(parseWorkflowFile(inFlow(written)).errors).toMatchObject([
      { field: "conditions[0].close.spread", reason: expect.stringContaining("write a number") },
    ]);
  });

  test.each([
    ["1.234,5", "no commas"],
    ["1 234,5", "no commas"],
    ["1 234.5", "is not a number"],
    ["1\u00a0234.5", "is not a number"],
    ["1\u2009234.5", "is not a number"],
    ["1'234.5", "is not a number"],
    ["\u0661\u0662", "is not a number"],
    ["\uff11\uff12", "is not a number"],
    ["\u22125", "is not a number"],
    ["5 points", "is not a number"],
    ["~", "is not a number: empty"],
    [".inf", "must be a finite number"],
    ["1e999", "must be a finite number"],
    ["-5", "must not be negative"],
  ])("is rejected with a reason: %j", (written, reason) => {
    expect(parseWorkflowFile(inBlock(written)).errors).toMatchObject([
      { line: 10, field: "conditions[0].close.spread", reason: expect.stringContaining(reason) },
    ]);
  });

  test.each([
    ["1_000", 1_000],
    ["+5", 5],
    ["1e3", 1_000],
    ["5.", 5],
    [".5", 0.5],
    ["08.5", 8.5],
    ["'12.50'", 12.5],
  ])("is read from the spread %s", (written, spread) => {
    for (const text of [inFlow(written), inBlock(written)]) {
      const { workflows, errors } = parseWorkflowFile(text);
      expect(errors).toEqual([]);
      expect(workflows[0]?.draft.conditions[0].close.spread).toBe(spread);
    }
  });
});
