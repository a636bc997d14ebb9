import type { Markup, Topic } from "./channel.ts";
import type { OrderSignal } from "./order-signal.ts";

/** The sentence that announces a signal; one without a quantity is an alert. Wording as the reference,
 *  numbers as JavaScript prints them. */
export function announcementText(
  signal: Pick<
    OrderSignal,
    | "workflow_name"
    | "order_direction"
    | "order_quantity"
    | "order_code"
    | "order_price"
    | "trigger_close"
  >,
  markup: Pick<Markup, "escape" | "name">,
): string {
  const direction = signal.order_direction === "BUY" ? "Buy" : "Sell";
  const name = markup.name(signal.workflow_name);
  const code = markup.escape(signal.order_code);
  const at = `at ${signal.order_price}: last price ${signal.trigger_close}`;
  return signal.order_quantity === 0
    ? `Workflow ${name} alerts, without an order: ${direction} ${code} ${at}`
    : `Workflow ${name} will trigger an order ${direction} for ${signal.order_quantity} ${code} ${at}`;
}

/** Stocks have a topic of their own, as in the reference. */
export function signalTopic({ asset_type }: Pick<OrderSignal, "asset_type">): Topic {
  return asset_type === "Stock" ? "stock-signal" : "signal";
}
