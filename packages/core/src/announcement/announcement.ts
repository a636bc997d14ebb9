import { numberText, priceText } from "../market/number-text.ts";
import type { OrderSignal } from "../signal/order-signal.ts";
import type { Markup, Topic } from "./channel.ts";

/** The text that announces a signal. The wording is the reference's, in which "last price" is the
 *  close of the condition candle. Prices have the instrument's decimals. */
export function announcementText(
  signal: Pick<
    OrderSignal,
    | "workflow_name"
    | "order_direction"
    | "order_quantity"
    | "order_code"
    | "order_price"
    | "trigger_close"
    | "price_decimals"
  >,
  markup: Pick<Markup, "escape" | "name">,
): string {
  const direction = signal.order_direction === "BUY" ? "Buy" : "Sell";
  const price = (value: number) => priceText(value, signal.price_decimals);
  return (
    `Workflow ${markup.name(signal.workflow_name)} will trigger an order ${direction} for ` +
    `${numberText(signal.order_quantity)} ${markup.escape(signal.order_code)} ` +
    `at ${price(signal.order_price)}: last price ${price(signal.trigger_close)}`
  );
}

/** Stocks have a separate topic, as in the reference. */
export function signalTopic({ asset_type }: Pick<OrderSignal, "asset_type">): Topic {
  return asset_type === "Stock" ? "stock-signal" : "signal";
}
