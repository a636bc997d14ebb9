import type { OrderSignal } from "./order-signal.ts";

export type Announcement = Readonly<{ channel: string; text: string }>;

/** The sentence that tells the trader of a signal, and the channel it goes to: stocks have their
 *  own. Without a quantity it is an alert. `escape` is applied to the names the trader chose. Wording and channels as the reference;
 *  numbers as JavaScript prints them. */
export function announcement(
  signal: Pick<
    OrderSignal,
    | "workflow_name"
    | "order_direction"
    | "order_quantity"
    | "order_code"
    | "order_price"
    | "trigger_close"
    | "asset_type"
  >,
  escape: (text: string) => string = (text) => text,
): Announcement {
  const direction = signal.order_direction === "BUY" ? "Buy" : "Sell";
  const name = `\`${escape(signal.workflow_name)}\``;
  const code = escape(signal.order_code);
  const at = `at ${signal.order_price}: last price ${signal.trigger_close}`;
  return {
    channel: signal.asset_type === "Stock" ? "#workflows-stock" : "#workflows",
    text:
      signal.order_quantity === 0
        ? `Workflow ${name} alerts, without an order: ${direction} ${code} ${at}`
        : `Workflow ${name} will trigger an order ${direction} for ${signal.order_quantity} ${code} ${at}`,
  };
}
