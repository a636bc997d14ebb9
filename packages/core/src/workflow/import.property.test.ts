import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatWorkflowFile } from "./export.ts";
import { parseReferenceFile, parseWorkflowFile } from "./import.ts";
import { workflowDrafts } from "./workflow.arbitrary.ts";

test("an exported workflow is imported unchanged", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ id: fc.uuid(), draft: workflowDrafts }), { maxLength: 4 }),
      (entries) => {
        const file = formatWorkflowFile(entries.map(({ id, draft }) => ({ ...draft, id })));
        const { workflows, errors } = parseReferenceFile(file, "first");
        expect(errors).toEqual([]);
        expect(workflows.map(({ id, draft }) => ({ id, draft }))).toEqual(entries);
      },
    ),
    { numRuns: 200 },
  );
});

test("the reader never throws, and every error has a line number of the text", () => {
  const valid = "- name: w\n  index: a\n  cfd: b\n  enable: true\n  conditions: []\n";
  const cut = fc
    .tuple(fc.nat(valid.length), fc.nat(12), fc.string({ maxLength: 8 }))
    .map(([at, length, put]) => valid.slice(0, at) + put + valid.slice(at + length));
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 80 }), cut), (text) => {
      const lines = text.split(/\r\n|\r|\n/).length;
      for (const { line } of parseWorkflowFile(text).errors) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines);
      }
    }),
    { numRuns: 400 },
  );
});
