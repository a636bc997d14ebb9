import { problemSchema } from "@bellwether/core/api";
import { formatWorkflowFile, parseWorkflowFile } from "@bellwether/core/workflow";
import { aDraft, apiHarness } from "@bellwether/functions/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { damaged, garbled, NUM_RUNS, showsStack, TIMEOUT_MS, violations } from "./malformed.ts";

const drafts = [aDraft(), aDraft({ name: "another" })];
const file = fc.oneof(
  { weight: 3, arbitrary: damaged(drafts).map((value) => stringify(value)) },
  { weight: 2, arbitrary: garbled(formatWorkflowFile(drafts)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "&a [*a]",
      "a: &a [1]\nb: *a",
      "--- 1\n--- 2",
      "!!js/function 'x'",
      "? [1]\n: 2",
      "<<: {a: 1}",
      "- &x {<<: *x}",
      "\t- a",
      "%YAML 9.9\n---\n[]",
    ),
  },
);

async function violationsOf(body: string): Promise<string[]> {
  const { send, workflowItems } = apiHarness();
  const headers = { "content-type": "application/yaml" };
  const reply = await send("/import", { method: "POST", headers, body });
  const { workflows, errors } = parseWorkflowFile(body);
  if (reply.status === 200) {
    return violations({
      "has no errors": errors.length === 0,
      "has landed whole": workflowItems.size === workflows.length,
    });
  }
  const problem = problemSchema.safeParse(reply.json);
  return violations({
    "is refused as unprocessable": reply.status === 422,
    "has its errors named": (problem.data?.errors?.length ?? 0) > 0,
    "has left nothing behind": workflowItems.size === 0,
    "shows no stack": !showsStack(reply.text),
  });
}

describe("a malformed workflow file", { timeout: TIMEOUT_MS }, () => {
  it("is either read or rejected with a line and a reason for each error", () => {
    fc.assert(
      fc.property(file, (text) => {
        for (const { line, reason } of parseWorkflowFile(text).errors) {
          expect(line).toBeGreaterThan(0);
          expect(reason).not.toBe("");
        }
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it("is imported completely or not at all", async () => {
    await fc.assert(
      fc.asyncProperty(file, async (body) => {
        expect(await violationsOf(body)).toEqual([]);
      }),
      { numRuns: NUM_RUNS },
    );
  });
});
