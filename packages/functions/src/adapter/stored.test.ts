import { workflowSchema } from "@bellwether/core/workflow";
import { expect, it } from "vitest";
import { aWorkflow } from "../testing/sample.ts";
import { readStored } from "./stored.ts";

it("a damaged workflow says which fields are wrong and what they can be", () => {
  const { trigger: _trigger, ...item } = { ...aWorkflow(), enable: "yes", match: "some" };
  const label = { id: item.id, name: item.name };
  expect(readStored(workflowSchema, item, label)).toMatchObject({
    kind: "broken",
    problems: ["enable: must be true or false", "match: can be all, any", "trigger: is missing"],
  });
});
