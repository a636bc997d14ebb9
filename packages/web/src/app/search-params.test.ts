import { expect, it } from "vitest";
import { parseSearch, stringifySearch } from "./search-params.ts";

it("search parameters are readable in the address", () => {
  expect(stringifySearch({ status: "enabled", page: 2 })).toBe("?status=enabled&page=2");
});

it("search parameters omit unset values, and the question mark without any", () => {
  expect(stringifySearch({ status: undefined, q: null })).toBe("");
});

it("search parameters are restored exactly, whatever the text", () => {
  const search = { q: '5 % & more = "a?b" é 40' };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});

it("reads the words of an old bookmark", () => {
  expect(parseSearch("?workflow=dax&direction=SELL")).toEqual({ q: "dax", direction: "SELL" });
  expect(parseSearch("?workflow=dax&q=cac")).toEqual({ q: "cac" });
});
