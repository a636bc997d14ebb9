import { expect, it } from "vitest";
import { tradingViewUrl } from "./trading-view.ts";

const symbolOf = (code: string) => new URL(tradingViewUrl(code)).searchParams.get("symbol");

it("the TradingView symbol of a stock names its exchange", () => {
  expect(symbolOf("RI:xpar")).toBe("EURONEXT:RI");
  expect(symbolOf("aapl:xnas")).toBe("NASDAQ:AAPL");
});

it("the TradingView symbol of a broker's index code is the index", () => {
  expect(symbolOf("FRA40.I")).toBe("EURONEXT:PX1");
});

it("the TradingView symbol of any other code is the code without its suffix", () => {
  expect(symbolOf("JP225.I")).toBe("JP225");
  expect(symbolOf("BTC:unknown")).toBe("BTC");
});
