import { describe, expect, it } from "vitest";
import { dealWords, quantityWords } from "./number.ts";

describe("the deal of an order", () => {
  it("is a quantity and a price with the instrument's decimals", () => {
    expect(dealWords(0.5, 22_829.9, 2)).toBe("0.5 @ 22,829.90");
  });

  it("is an alert only when the quantity is 0, wherever it is shown", () => {
    expect(dealWords(0, 12.5, 3)).toBe("Alert only @ 12.500");
    expect(quantityWords(0)).toBe("Alert only");
  });
});
