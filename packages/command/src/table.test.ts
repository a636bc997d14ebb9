import { printable } from "@bellwether/local/terminal";
import { describe, expect, it } from "vitest";
import { table } from "./table.ts";

type Row = readonly [string, string];
const columns = [
  { title: "Name", value: ([name]: Row) => name, flexible: true },
  { title: "Price", value: ([, price]: Row) => price, align: "right" as const },
];

describe("a table", () => {
  it("aligns values with their titles and numbers to the right", () => {
    const rows: Row[] = [
      ["CAC", "7448.34"],
      ["Dow Jones", "9.5"],
    ];
    expect(table(columns, rows, 80)).toEqual([
      "Name         Price",
      "CAC        7448.34",
      "Dow Jones      9.5",
    ]);
  });

  it("truncates flexible columns to fit", () => {
    expect(table(columns, [["a name that is far too long", "1"]], 20)).toEqual([
      "Name           Price",
      "a name that …      1",
    ]);
  });

  it("removes control sequences from a name", () => {
    expect(printable("\u001b[2Jgone\r\nnext\u0007")).toBe("gone next ");
  });
});
