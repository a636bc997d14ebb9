import { type OrderSignal, quantityText } from "@bellwether/core/signal";
import { price } from "./moment.ts";
import type { Column } from "./table.ts";

/** What is proposed, of a stored order or of a replayed signal. */
export const PROPOSAL: readonly Column<
  Pick<
    OrderSignal,
    "order_direction" | "order_quantity" | "order_code" | "order_price" | "price_decimals"
  >
>[] = [
  { title: "Side", value: ({ order_direction }) => order_direction },
  {
    title: "Quantity",
    value: ({ order_quantity }) => quantityText(order_quantity),
    align: "right",
  },
  { title: "Code", value: ({ order_code }) => order_code, flexible: true },
  {
    title: "Price",
    value: ({ order_price, price_decimals }) => price(order_price, price_decimals),
    align: "right",
  },
];
