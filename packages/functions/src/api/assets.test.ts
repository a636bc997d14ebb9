import { randomUUID } from "node:crypto";
import { assetWorkflowsSchema, decodeInstants, indicatorTypesSchema } from "@bellwether/core/api";
import { INDICATOR_NAMES } from "@bellwether/core/workflow";
import { describe, expect, it } from "vitest";
import { aWorkflow } from "../testing/sample.ts";
import { apiHarness } from "./api-harness.ts";

describe("the workflows of an asset", () => {
  const { send, workflowItems } = apiHarness();
  for (const index of ["ITP:xpar", "itp", "ITP:xnas", "DAX.I"]) {
    const workflow = aWorkflow({ id: randomUUID(), name: index, index });
    workflowItems.set(workflow.id, workflow);
  }

  it.each([
    ["code=itp", "itp:xpar", ["ITP:xpar", "itp"]],
    ["code=ITP&country_code=xnas", "ITP:xnas", ["itp", "ITP:xnas"]],
    ["code=dax.i&country_code=", "dax.i", ["DAX.I"]],
    ["code=itp:xnas", "itp:xnas", ["ITP:xnas"]],
    ["code=none", "none:xpar", []],
  ])("are found by %s", async (query, symbol, names) => {
    const { json } = await send(`/asset?${query}`);
    const answer = assetWorkflowsSchema.parse(decodeInstants(json));
    expect([answer.asset_symbol, answer.total]).toEqual([symbol, names.length]);
    expect(answer.workflows.map(({ name }) => name)).toEqual(names);
  });

  it.each(["", "code=", "code=%20", `code=${"x".repeat(101)}`, "code=%00"])(
    "require a code (%s)",
    async (query) => {
      expect((await send(`/asset?${query}`)).status).toBe(400);
    },
  );
});

it("the list of indicator types has every indicator with a label", async () => {
  const { json } = await apiHarness().send("/indicator-types");
  const types = indicatorTypesSchema.parse(json);
  expect(types.map(({ value }) => value)).toEqual([...INDICATOR_NAMES]);
  expect(types).toContainEqual({ value: "polarite", label: "POL (Polarité)" });
});
