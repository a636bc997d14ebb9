import { describe, expect, test } from "vitest";
import { formatWorkflowFile } from "./export.ts";
import { parseWorkflowFile } from "./import.ts";

const CONDITION =
  "{indicator: {name: ma50, ut: h4}, close: {direction: below, ut: h1, spread: 10}}";

function rule(fields: string, conditions = `[${CONDITION}]`): string {
  return `- ${fields}\n  enable: true\n  conditions: ${conditions}\n`;
}

const draftsOf = (text: string) => {
  const { workflows, errors } = parseWorkflowFile(text);
  expect(errors).toEqual([]);
  return workflows.map(({ draft }) => draft);
};

describe("instruments of a workflow file", () => {
  test("make one workflow each, named from the template", () => {
    const drafts = draftsOf(
      rule(
        'name: "{index} under MA50 ({cfd})"\n  instruments: [DAX.I, {index: CAC40.I, cfd: FRA40.I}, {index: SP500.I, cfd: US500.I, is_us: true}]',
      ),
    );
    expect(drafts.map(({ name, index, cfd, is_us }) => [name, index, cfd, is_us])).toEqual([
      ["DAX.I under MA50 (DAX.I)", "DAX.I", "DAX.I", false],
      ["CAC40.I under MA50 (FRA40.I)", "CAC40.I", "FRA40.I", false],
      ["SP500.I under MA50 (US500.I)", "SP500.I", "US500.I", true],
    ]);
  });

  test("are exported as the workflows that they made", () => {
    const drafts = draftsOf(rule('name: "{index}"\n  instruments: [DAX.I, CAC40.I]'));
    expect(draftsOf(formatWorkflowFile(drafts))).toEqual(drafts);
  });

  test.each([
    ["name: same\n  instruments: [DAX.I]", "name", "must hold {index} or {cfd}"],
    ["instruments: [DAX.I]", "name", "is missing"],
    ['name: "{index}"\n  instruments: []', "instruments", "must be a list"],
    ['name: "{index}"\n  instruments: DAX.I', "instruments", "must be a list"],
    ['name: "{index}"\n  instruments: [5]', "instruments[0]", "must be a code"],
    ['name: "{index}"\n  instruments: [{index: DAX.I}]', "instruments[0]", "must be a code"],
    ['name: "{index}"\n  instruments: [{index: a, cfd: b, cdf: c}]', "instruments[0]", "a code"],
    ['name: "{index}"\n  index: DAX.I\n  instruments: [DAX.I]', "index", "cannot be used with"],
  ])("are rejected with the reason: %j", (fields, field, reason) => {
    const { workflows, errors } = parseWorkflowFile(rule(fields));
    expect(workflows).toEqual([]);
    expect(errors).toMatchObject([{ field, reason: expect.stringContaining(reason) }]);
  });

  test("report an error of the shared rule once", () => {
    const text = rule(
      'name: "{index}"\n  instruments: [DAX.I, CAC40.I, SP500.I]',
      `[${CONDITION.replace("10", "-1")}]`,
    );
    expect(parseWorkflowFile(text).errors).toMatchObject([{ field: "conditions[0].close.spread" }]);
  });

  test("cannot make more workflows than the limit of a file", () => {
    const list = Array.from({ length: 500 }, (_, nth) => `C${nth}`).join(", ");
    const first = rule(`name: "0 {index}"\n  instruments: &all [${list}]`);
    const others = Array.from({ length: 110 }, (_, nth) =>
      rule(`name: "${nth + 1} {index}"\n  instruments: *all`),
    );
    expect(
      parseWorkflowFile(`# ${"-".repeat(60_000)}\n${first}${others.join("")}`).errors.at(-1)
        ?.reason,
    ).toContain("more than 50000 workflows");
  });
});

describe("several conditions of a workflow file", () => {
  const two = `[${CONDITION}, ${CONDITION.replace("h4", "daily")}]`;
  const file = rule("name: w\n  index: DAX.I\n  cfd: GER40.I", two);

  test("are rejected without a choice, with the workflow and the options", () => {
    const { workflows, errors } = parseWorkflowFile(file);
    expect(workflows).toEqual([]);
    expect(errors).toMatchObject([
      {
        line: 5,
        workflow: "w",
        field: "conditions",
        reason: expect.stringMatching(/are 2.*match: all.*first.*or all/),
      },
    ]);
  });

  test("are imported as chosen: only the first, with a warning, or all", () => {
    const first = parseWorkflowFile(file, "first");
    expect(first.workflows[0]?.draft.conditions).toHaveLength(1);
    expect(first.warnings).toMatchObject([
      { workflow: "w", field: "conditions", reason: expect.stringContaining("only the first") },
    ]);
    const all = parseWorkflowFile(file, "all");
    expect(all.workflows[0]?.draft).toMatchObject({ match: "all", conditions: [{}, {}] });
    expect(all.warnings).toEqual([]);
  });

  test.each(["all", "any"])("need no choice when the file has match: %s", (match) => {
    const said = file.replace("enable", `match: ${match}\n  enable`);
    for (const choice of [undefined, "first", "all"] as const) {
      expect(parseWorkflowFile(said, choice).workflows[0]?.draft).toMatchObject({
        match,
        conditions: [{}, {}],
      });
    }
  });

  test("are limited to five", () => {
    const six = rule(
      "name: w\n  index: a\n  cfd: a",
      `[${Array.from({ length: 6 }, () => CONDITION).join(", ")}]`,
    );
    expect(parseWorkflowFile(six, "all").errors).toMatchObject([
      { field: "conditions", reason: "a workflow has 1 to 5 conditions" },
    ]);
    expect(parseWorkflowFile(six, "first").workflows).toHaveLength(1);
  });
});
