import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeInstants, encodeInstants, INSTANT_FIELDS } from "./instant-codec.ts";

const instant = fc.integer({ min: 0, max: 253_402_300_799 });
const document = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.jsonValue({ maxDepth: 0 }).filter((value) => typeof value !== "object" || value === null),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("object"),
  ),
  object: fc
    .tuple(
      fc.dictionary(fc.constantFrom(...INSTANT_FIELDS), fc.option(instant), { maxKeys: 3 }),
      fc.dictionary(
        fc.string().filter((name) => !INSTANT_FIELDS.has(name)),
        tie("value"),
        { maxKeys: 4 },
      ),
    )
    .map(([instants, others]) => ({ ...others, ...instants })),
})).value;

describe("the instant codec", () => {
  it("restores every value after a round trip through JSON", () => {
    fc.assert(
      fc.property(document, (value) => {
        const wire: unknown = JSON.parse(JSON.stringify(encodeInstants(value)));
        expect(decodeInstants(wire)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
