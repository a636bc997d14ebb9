import { describe, expect, it } from "vitest";
import { changeOf, workflowOf } from "./change.ts";

describe("a change", () => {
  it("has the orders of an event", () => {
    expect(changeOf({ event: "order", data: "one.1 two.1" })).toEqual({
      kind: "orders",
      ids: ["one.1", "two.1"],
    });
    expect(workflowOf("6f9619ff-8b86-4d01-b42d-00cf4fc964ff.1700000000")).toBe(
      "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
    );
  });

  it("is ignored for an event of a newer server", () => {
    expect(changeOf({ event: "future", data: "x" })).toBeNull();
  });
});
