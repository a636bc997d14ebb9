import { parseWorkflowFile, workflowDraftSchema } from "@bellwether/core/workflow";
import { expect, it } from "vitest";
import { duplicateFile, templateOf } from "./duplicate-file.ts";

const draft = workflowDraftSchema.parse({
  name: "DAX.I under its average",
  index: "DAX.I",
  cfd: "GER40.I",
  enable: true,
  dry_run: false,
  match: "any",
  conditions: [
    { indicator: { name: "ma50", ut: "h1" }, close: { direction: "below", ut: "h1", spread: 10 } },
    { indicator: { name: "ma7", ut: "h4" }, close: { direction: "below", ut: "h1", spread: 10 } },
  ],
  trigger: {
    ut: "h1",
    signal: "breakout",
    location: "lower",
    order_direction: "sell",
    quantity: 2,
  },
});

it("makes one dry-run copy of the rule for each instrument, named by the template", () => {
  const targets = [
    { index: "CAC40.I", cfd: "FRA40.I", is_us: false },
    { index: "SP500.I", cfd: "US500.I", is_us: true },
  ];
  const file = duplicateFile(draft, templateOf(draft), targets);
  const { workflows, errors } = parseWorkflowFile(file);
  expect(errors).toEqual([]);
  expect(workflows.map((each) => each.draft)).toEqual(
    targets.map((target) => ({
      ...draft,
      ...target,
      dry_run: true,
      name: `${target.index} under its average`,
    })),
  );
});

it("offers a template that differs from instrument to instrument", () => {
  expect(templateOf({ name: "My rule", index: "DAX.I" })).toBe("My rule {index}");
});
