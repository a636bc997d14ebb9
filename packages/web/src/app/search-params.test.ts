import { expect, it } from "vitest";
import { parseSearch, stringifySearch } from "./search-params.ts";

it("writes an address a trader can read", () => {
  expect(stringifySearch({ status: "enabled", page: 2 })).toBe("?status=enabled&page=2");
});

it("leaves out what is not set, and the question mark with it", () => {
  expect(stringifySearch({ status: undefined, q: null })).toBe("");
});

it("reads back what it wrote, whatever the text", () => {
  const search = { q: '5 % & more = "a?b" é 40' };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});
