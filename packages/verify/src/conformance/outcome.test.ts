import { describe, expect, test } from "vitest";
import { agreeBut, judge } from "./outcome.ts";

const plain = { id: "case", expected: {} };

describe("judge", () => {
  test("passes a result that agrees and fails one that does not", () => {
    expect(judge(plain, 1, true)).toEqual({ case: "case", ok: true, actual: 1 });
    expect(judge(plain, 1, false)).toEqual({ case: "case", ok: false, actual: 1 });
  });

  test("passes a case with a known fault and names the decision", () => {
    const outcome = judge({ ...plain, faults: ["implausible_price"] }, null, false);
    expect(outcome).toMatchObject({
      ok: true,
      deviates: "0102-implausible-prices-are-not-proposed",
    });
  });

  test("fails a fault without a decision", () => {
    expect(judge({ ...plain, faults: ["something_new"] }, null, true).ok).toBe(false);
  });
});

test("keys that change with the last bit are not compared", () => {
  expect(agreeBut({ n: 1, combo: null }, { n: 1, combo: {} }, ["combo"])).toBe(true);
  expect(agreeBut({ n: 1, combo: null }, { n: 1, combo: {} })).toBe(false);
});
