import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowChanges, rowTexts, withChanges } from "./row-changes.ts";

type Row = Readonly<{
  id: string;
  name?: string;
  levels?: readonly number[];
  last?: number | null;
}>;

const row = fc.record(
  {
    id: fc.constantFrom("a", "b", "c", "d", "e", "f", "g"),
    name: fc.constantFrom("one", "two"),
    levels: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 2 }),
    last: fc.option(fc.integer({ min: 0, max: 2 })),
  },
  { requiredKeys: ["id"] },
);
const list = fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 8 });
const sent = (value: unknown) => JSON.parse(JSON.stringify(value));

describe("the changes of a list", () => {
  it("turn the earlier list into the later one, in the order of the later one", () => {
    fc.assert(
      fc.property(list, list, (before, after) => {
        const changes = rowChanges(rowTexts(before), rowTexts(after));
        expect(withChanges<Row>(before, sent(changes), (each) => each as Row)).toEqual(after);
      }),
    );
  });

  it("are empty between equal lists", () => {
    fc.assert(
      fc.property(list, (rows) => {
        expect(rowChanges(rowTexts(rows), rowTexts(rows))).toEqual({ changed: [], removed: [] });
      }),
    );
  });

  it("contain only the fields that differ, and the position of a new row", () => {
    const before = [
      { id: "a", name: "one", last: 1 },
      { id: "b", name: "two", last: null },
    ];
    const after = [{ id: "c", name: "new", last: null }, before[0], { ...before[1], last: 2 }];
    expect(rowChanges(rowTexts(before), rowTexts(after as typeof before))).toEqual({
      changed: [
        { at: 0, row: { id: "c", name: "new", last: null } },
        { at: 2, row: { id: "b", last: 2 } },
      ],
      removed: [],
    });
  });

  it("keep the same objects for unchanged rows", () => {
    const before = [{ id: "a" }, { id: "b" }];
    const changes = rowChanges(rowTexts(before), rowTexts([{ id: "b" }]));
    expect(withChanges(before, changes, () => before[0] as Row)[0]).toBe(before[1]);
  });
});
