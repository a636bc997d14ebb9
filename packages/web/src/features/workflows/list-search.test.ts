import { describe, expect, it } from "vitest";
import { filteredBy, listSearchSchema, pageOf, sortedBy, sortOf } from "./list-search.ts";

describe("the address of the list", () => {
  it("is parsed as text values", () => {
    expect(listSearchSchema.parse({ status: "enabled", page: "3", size: "all", q: "40" })).toEqual({
      status: "enabled",
      page: 3,
      size: "all",
      q: "40",
    });
  });

  it("ignores invalid values and shows the list", () => {
    const read = listSearchSchema.parse({ status: "nonsense", page: "-1", sort: "id", other: "x" });
    expect(read.status).toBeUndefined();
    expect(read.page).toBeUndefined();
    expect(read.sort).toBeUndefined();
  });

  it("returns to the first page when a filter or the sorting changes", () => {
    expect(filteredBy({ page: 4 }, { mode: "dry" })).toMatchObject({
      mode: "dry",
      page: undefined,
    });
    expect(sortedBy({ page: 4 }, "name").page).toBeUndefined();
  });

  it("omits an empty search", () => {
    expect(filteredBy({ q: "dax" }, { q: "" }).q).toBeUndefined();
  });
});

describe("sorting by the address", () => {
  it("has the latest order first by default", () => {
    expect(sortOf({})).toEqual({ column: "last_order", descending: true });
  });

  it("reverses at the second click on a column", () => {
    const once = sortedBy({}, "name");
    expect(sortOf(once)).toEqual({ column: "name", descending: false });
    expect(sortOf(sortedBy(once, "name"))).toEqual({ column: "name", descending: true });
  });
});

describe("the page", () => {
  it("is always one that exists after filtering", () => {
    expect(pageOf({ page: 9 }, 41)).toEqual({ size: 20, page: 3, pageCount: 3 });
    expect(pageOf({ page: 9 }, 0)).toEqual({ size: 20, page: 1, pageCount: 1 });
  });

  it("has every row when all are requested", () => {
    expect(pageOf({ size: "all" }, 5_000)).toEqual({ size: 5_000, page: 1, pageCount: 1 });
  });
});
