import { describe, expect, it } from "vitest";
import { readViews } from "./saved-views.ts";

describe("the saved views", () => {
  it("are read with their filters, sort and columns", () => {
    const view = { name: "Mine", search: { q: "dax", sort: "score", dir: "desc", hide: "now" } };
    expect(readViews(JSON.stringify([view]))).toEqual([view]);
  });

  it("are empty where they cannot be read, and omit a filter that no longer exists", () => {
    expect(readViews(null)).toEqual([]);
    expect(readViews("{")).toEqual([]);
    expect(readViews('[{"name":""}]')).toEqual([]);
    const old = [{ name: "Old", search: { status: "asleep", q: "cac" } }];
    expect(readViews(JSON.stringify(old))).toEqual([{ name: "Old", search: { q: "cac" } }]);
  });
});
