import { describe, expect, it } from "vitest";
import { filteredBy, listSearchSchema, pageOf, sortedBy, sortOf } from "./list-search.ts";

describe("the address of the list", () => {
  it("is read as texts", () => {
    expect(listSearchSchema.parse({ status: "enabled", page: "3", size: "all", q: "40" })).toEqual({
      status: "enabled",
      page: 3,
      size: "all",
      q: "40",
    });
  });

  it("ignores what it cannot read, and shows the list all the same", () => {
    const read = listSearchSchema.parse({ status: "nonsense", page: "-1", sort: "id", other: "x" });
    expect(read.status).toBeUndefined();
    expect(read.page).toBeUndefined();
    expect(read.sort).toBeUndefined();
  });

  it("begins again at the first page when a filter or the sorting changes", () => {
    expect(filteredBy({ page: 4 }, { mode: "dry" })).toMatchObject({
      mode: "dry",
      page: undefined,
    });
    expect(sortedBy({ page: 4 }, "name").page).toBeUndefined();
  });

  it("drops a search that is empty", () => {
    expect(filteredBy({ q: "dax" }, { q: "" }).q).toBeUndefined();
  });
});

describe("sorting by the address", () => {
  it("has what acted last on top unless told otherwise", () => {
    expect(sortOf({})).toEqual({ column: "last_order", descending: true });
  });

  it("turns round at the second click on a column", () => {
    const once = sortedBy({}, "name");
    expect(sortOf(once)).toEqual({ column: "name", descending: false });
    expect(sortOf(sortedBy(once, "name"))).toEqual({ column: "name", descending: true });
  });
});

describe("the page", () => {
  it("is never one that filters took away", () => {
    expect(pageOf({ page: 9 }, 41)).toEqual({ size: 20, page: 3, pageCount: 3 });
    expect(pageOf({ page: 9 }, 0)).toEqual({ size: 20, page: 1, pageCount: 1 });
  });

  it("holds every row when all are wanted", () => {
    expect(pageOf({ size: "all" }, 5_000)).toEqual({ size: 5_000, page: 1, pageCount: 1 });
  });
});
