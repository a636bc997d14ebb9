import { expect, it } from "vitest";
import { BLANK_CONDITION } from "./condition-values.ts";
import { BLANK } from "./form-values.ts";
import { suggestedName } from "./suggested-name.ts";

const values = { ...BLANK, index: "DAX.I" };

it("suggests a name from the index, the side and the indicator", () => {
  expect(suggestedName(values, [])).toBe("DAX.I under MA50 h1");
  const above = { ...BLANK_CONDITION, indicator: "polarite", direction: "above" } as const;
  expect(suggestedName({ ...values, conditions: [above, above] }, [])).toBe(
    "DAX.I above POL h1 and 1 more",
  );
});

it("suggests no name without an index, and no name that is taken", () => {
  expect(suggestedName(BLANK, [])).toBeNull();
  const taken = ["dax.i UNDER MA50 h1", "DAX.I under MA50 h1 (2)"];
  expect(suggestedName(values, taken)).toBe("DAX.I under MA50 h1 (3)");
});
