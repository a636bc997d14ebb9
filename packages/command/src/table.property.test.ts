import { printable } from "@bellwether/local/terminal";
import * as fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { table } from "./table.ts";

type Row = readonly [string, string];
const columns = [
  { title: "Name", value: ([name]: Row) => name, flexible: true },
  { title: "Price", value: ([, price]: Row) => price, align: "right" as const },
];

describe("a table", () => {
  it("is never wider than the terminal, whatever the names", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), (names) => {
        const lines = table(
          columns,
          names.map((name): Row => [name, "1234.5"]),
          40,
        );
        expect(lines).toHaveLength(names.length + 1);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(40);
      }),
    );
  });

  it("contains no control character, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(printable(text)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
