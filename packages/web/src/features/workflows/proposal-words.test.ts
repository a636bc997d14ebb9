import { expect, it } from "vitest";
import { proposalWords } from "./proposal-words.ts";

const PROPOSAL = {
  order_price: 22_709.06,
  order_quantity: 1,
  order_direction: "SELL",
  order_type: "OPEN_STOP",
  away_percent: -0.413,
} as const;

it("a proposal in words states the order and its distance", () => {
  expect(proposalWords(PROPOSAL, 2)).toBe("would propose 22,709.06, 0.41 % away (sell 1, stop)");
  const alert = {
    ...PROPOSAL,
    order_quantity: 0,
    order_direction: "BUY",
    order_type: "LIMIT",
  } as const;
  expect(proposalWords(alert, 1)).toBe(
    "would propose 22,709.1, 0.41 % away (buy, alert only, limit)",
  );
});
