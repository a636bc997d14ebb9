import type { LatestOrders } from "@bellwether/core/api";
import type { Outcome } from "@bellwether/core/outcome";
import { type Instant, toIso } from "@bellwether/core/time";

type OrderRow = LatestOrders["orders"][number];

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
] as const satisfies readonly Column<OrderRow>[];

/** Empty where the outcome is not known, or the horizon is still ahead. Points are before costs. */
const OUTCOME_COLUMNS = [
  ["outcome", (outcome) => outcome?.kind ?? ""],
  ["filled_at", (outcome) => (outcome?.kind === "filled" ? toIso(outcome.filled_at) : "")],
  ["fill_price", (outcome) => (outcome?.kind === "filled" ? outcome.fill_price : "")],
  ["points_after_1h", (outcome) => pointsOf(outcome, ({ after }) => after.h1)],
  ["points_after_4h", (outcome) => pointsOf(outcome, ({ after }) => after.h4)],
  ["points_after_1d", (outcome) => pointsOf(outcome, ({ after }) => after.d1)],
  ["points_after_5d", (outcome) => pointsOf(outcome, ({ after }) => after.d5)],
  ["points_latest", (outcome) => pointsOf(outcome, ({ latest }) => latest)],
  ["points_best", (outcome) => pointsOf(outcome, ({ best }) => best)],
  ["points_worst", (outcome) => pointsOf(outcome, ({ worst }) => worst)],
] as const satisfies readonly Column<Outcome | undefined>[];

type Column<Row> = readonly [string, (row: Row) => string | number];
type Filled = Extract<Outcome, { kind: "filled" }>;

function pointsOf(
  outcome: Outcome | undefined,
  read: (filled: Filled) => { readonly points: number } | null,
): string | number {
  return outcome?.kind === "filled" ? (read(outcome)?.points ?? "") : "";
}

/** Without it, spreadsheets on Windows read UTF-8 as the system's old code page. */
const BYTE_ORDER_MARK = "\uFEFF";

/** Orders as RFC 4180: CRLF, quotes doubled, full precision, instants in UTC. */
export function ordersCsv(
  orders: readonly OrderRow[],
  outcomes: ReadonlyMap<string, Outcome>,
): string {
  const lines = [
    [...COLUMNS, ...OUTCOME_COLUMNS].map(([name]) => name),
    ...orders.map((order) => {
      const outcome = outcomes.get(order.id);
      return [
        ...COLUMNS.map(([, read]) => cell(read(order))),
        ...OUTCOME_COLUMNS.map(([, read]) => cell(read(outcome))),
      ];
    }),
  ];
  return BYTE_ORDER_MARK + lines.map((line) => `${line.join(",")}\r\n`).join("");
}

/** A separate file name for each day, by the `as_of` of the response. */
export function csvFileName(subject: "orders" | "signals", asOf: Instant): string {
  return `bellwether-${subject}-${toIso(asOf).slice(0, 10)}.csv`;
}

/** Spreadsheets execute text that starts like a formula, so such text is prefixed with an
 *  apostrophe, which spreadsheets hide. Numbers stay numbers, including negative ones. */
function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
