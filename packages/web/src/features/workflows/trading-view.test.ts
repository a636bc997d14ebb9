import { expect, it } from "vitest";
import { tradingViewUrl } from "./trading-view.ts";

const symbolOf = (code: string) => new URL(tradingViewUrl(code)).searchParams.get("symbol");

it("names the exchange of a stock", () => {
  expect(symbolOf("RI:xpar")).toBe("EURONEXT:RI");
  expect(symbolOf("aapl:xnas")).toBe("NASDAQ:AAPL");
});

it("knows the indices behind the broker's codes", () => {
  expect(symbolOf("FRA40.I")).toBe("EURONEXT:PX1");
});

it("lets TradingView find what it has no name for", () => {
  expect(symbolOf("JP225.I")).toBe("JP225");
  expect(symbolOf("BTC:unknown")).toBe("BTC");
});
