import { type Instant, toIso } from "@bellwether/core/time";
import type { LatestOrder } from "./api/queries.ts";

const COLUMNS = [
  ["id", (order) => order.id],
  ["placed_at", (order) => toIso(order.placed_at)],
  ["workflow_name", (order) => order.workflow_name],
  ["workflow_id", (order) => order.workflow_id],
  ["order_direction", (order) => order.order_direction],
  ["order_quantity", (order) => order.order_quantity],
  ["order_price", (order) => order.order_price],
  ["order_code", (order) => order.order_code],
  ["order_type", (order) => order.order_type],
  ["asset_type", (order) => order.asset_type],
  ["trigger_close", (order) => order.trigger_close],
  ["dry_run", (order) => String(order.dry_run)],
] as const satisfies readonly (readonly [string, (order: LatestOrder) => string | number])[];

/** Without it, spreadsheets on Windows read UTF-8 as the system's old code page. */
const BYTE_ORDER_MARK = "\uFEFF";

/** Orders as RFC 4180: CRLF, quotes doubled, full precision, instants in UTC. */
export function ordersCsv(orders: readonly LatestOrder[]): string {
  const lines = [
    COLUMNS.map(([name]) => name),
    ...orders.map((order) => COLUMNS.map(([, read]) => cell(read(order)))),
  ];
  return BYTE_ORDER_MARK + lines.map((line) => `${line.join(",")}\r\n`).join("");
}

/** A separate file name for each day, by the `as_of` of the response. */
export function ordersFileName(asOf: Instant): string {
  return `bellwether-orders-${toIso(asOf).slice(0, 10)}.csv`;
}

/** Spreadsheets execute text that starts like a formula, so such text is prefixed with an
 *  apostrophe, which spreadsheets hide. Numbers stay numbers, including negative ones. */
function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
