import { DAY_SECONDS, fromIso, WEEK_SECONDS } from "@bellwether/core/time";
import { describe, expect, it } from "vitest";
import {
  filterRows,
  groupRows,
  instrumentsOf,
  sessionOfRow,
  sortRows,
  tagsOf,
} from "./list-rows.ts";
import type { ListColumn, ListFilters } from "./list-search.ts";
import { summary } from "./summary-sample.ts";

const AS_OF = fromIso("2026-03-14T15:31:00Z");

describe("filters", () => {
  const rows = [
    summary({ id: "a", name: "CAC back under", last_order_timestamp: AS_OF - 60 }),
    summary({ id: "b", name: "DAX zone", index: "DAX.I", cfd: "GER40.I", dry_run: true }),
    summary({ id: "c", enable: false, last_order_timestamp: AS_OF - 2 * DAY_SECONDS }),
    summary({ id: "d", indicator: "zone", last_order_timestamp: AS_OF - WEEK_SECONDS }),
  ];
  const ids = (filters: ListFilters) => filterRows(rows, filters, AS_OF).map((row) => row.id);

  it("pass every row when empty", () => {
    expect(ids({})).toEqual(["a", "b", "c", "d"]);
  });

  it("work separately and combined", () => {
    expect(ids({ status: "disabled" })).toEqual(["c"]);
    expect(ids({ index: "DAX.I" })).toEqual(["b"]);
    expect(ids({ indicator: "zone" })).toEqual(["d"]);
    expect(ids({ mode: "dry" })).toEqual(["b"]);
    expect(ids({ mode: "live", status: "enabled" })).toEqual(["a", "d"]);
  });

  it("measure the age of the last order from as_of", () => {
    expect(ids({ last: "24h" })).toEqual(["a"]);
    expect(ids({ last: "7d" })).toEqual(["a", "c"]);
    expect(ids({ last: "never" })).toEqual(["b"]);
  });

  it("find words in any order and case in name, index or CFD", () => {
    expect(ids({ q: "zone dax" })).toEqual(["b"]);
    expect(ids({ q: "ger40" })).toEqual(["b"]);
    expect(ids({ q: "  " })).toEqual(["a", "b", "c", "d"]);
    expect(ids({ q: "cac missing" })).toEqual([]);
  });
});

it("the indicator filter finds every condition of a workflow", () => {
  const others = [{ indicator: "zone", ut: "h4" } as const];
  const rows = [summary({ id: "a", indicator: "ma7", other_indicators: others })];
  expect(filterRows(rows, { indicator: "zone" }, AS_OF)).toHaveLength(1);
  expect(filterRows(rows, { indicator: "combo" }, AS_OF)).toHaveLength(0);
});

describe("sorting", () => {
  const rows = [
    summary({ id: "a", name: "Beta 10", ut: "daily", end_date: "2026-05-01" }),
    summary({ id: "b", name: "beta 9", ut: "h1", last_order_timestamp: 5, end_date: null }),
    summary({ id: "c", name: "Alpha", ut: "h4", last_order_timestamp: 9, end_date: "2026-04-01" }),
  ];
  const ids = (column: ListColumn, descending = false) =>
    sortRows(rows, { column, descending }, AS_OF).map((row) => row.id);

  it("compares numbers in names by value and ignores case", () => {
    expect(ids("name")).toEqual(["c", "b", "a"]);
    expect(ids("name", true)).toEqual(["a", "b", "c"]);
  });

  it("puts missing values last in both directions", () => {
    expect(ids("last_order")).toEqual(["b", "c", "a"]);
    expect(ids("last_order", true)).toEqual(["c", "b", "a"]);
    expect(ids("end_date", true)).toEqual(["a", "c", "b"]);
  });

  it("sorts unit times by their length", () => {
    expect(ids("ut")).toEqual(["b", "c", "a"]);
  });

  it("does not depend on the order of the rows", () => {
    const equal = ["x", "y", "z"].map((id) => summary({ id, name: "same" }));
    const sort = { column: "cfd", descending: false } as const;
    const there = sortRows(equal, sort, AS_OF);
    expect(sortRows(equal.toReversed(), sort, AS_OF)).toEqual(there);
  });
});

it("the session of a row is that of its last order, or of the workflow without one", () => {
  expect(sessionOfRow(summary({ id: "a", last_order_market: "always" }))).toBe("always");
  expect(sessionOfRow(summary({ id: "b", is_us: true }))).toBe("us");
});

it("the instrument filter offers each index and CFD once, in order", () => {
  const rows = ["DAX.I", "CAC40.I", "DAX.I"].map((index, id) => summary({ id: `${id}`, index }));
  expect(instrumentsOf(rows)).toEqual(["CAC40.I", "DAX.I", "FRA40.I"]);
});

describe("the words of the search", () => {
  const rows = [
    summary({ id: "a", name: "One", indicator: "bbb", ut: "h4", tags: ["gap"] }),
    summary({ id: "b", name: "Two", cfd: "GER40.I", index: "DAX.I" }),
  ];
  const found = (q: string) => filterRows(rows, { q }, AS_OF).map(({ id }) => id);

  it("are looked for in instruments, indicators with their unit times, and tags", () => {
    expect(found("ger40")).toEqual(["b"]);
    expect(found("bbb")).toEqual(["a"]);
    expect(found("lower band 4 hours")).toEqual(["a"]);
    expect(found("gap")).toEqual(["a"]);
    expect(found("gap dax")).toEqual([]);
  });
});

it("rows of one instrument are grouped, and keep their order within it", () => {
  const rows = ["FRA40.I", "GER40.I", "FRA40.I"].map((cfd, id) => summary({ id: `${id}`, cfd }));
  expect(groupRows(rows).map(({ id }) => id)).toEqual(["0", "2", "1"]);
});

it("the tag filter offers each tag once, and passes the rows that have it", () => {
  const rows = [["gap"], ["gap", "paris"], []].map((tags, id) => summary({ id: `${id}`, tags }));
  expect(tagsOf(rows)).toEqual(["gap", "paris"]);
  expect(filterRows(rows, { tag: "paris" }, AS_OF)).toHaveLength(1);
});
