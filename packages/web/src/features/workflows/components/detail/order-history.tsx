import type { OrderItem, WorkflowDetail } from "@bellwether/core/api";
import { ORDER_LIFETIME_SECONDS } from "@bellwether/core/order";
import type { Instant } from "@bellwether/core/time";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Moment } from "../../../../time/moment.tsx";
import { zoneName } from "../../../../time/zone.ts";
import { useZone } from "../../../../time/zone-choice.tsx";
import { Badge, DirectionBadge } from "../../../../ui/badge.tsx";
import { Button } from "../../../../ui/button.tsx";
import { Notice, QueryNotice } from "../../../../ui/notice.tsx";
import { number, price, quantityWords } from "../../../../ui/number.ts";
import { OutcomeWords } from "../../../../ui/outcome.tsx";
import { ScrollArea } from "../../../../ui/scroll-area.tsx";
import { Skeleton } from "../../../../ui/skeleton.tsx";
import table from "../../../../ui/table.module.css";
import { historyQuery, outcomesQuery } from "../../api/queries.ts";
import { orderTypeWords } from "../../words.ts";
import styles from "./detail.module.css";

/** The workflow's orders of the last seven days, newest first. */
export function OrderHistory({
  workflow,
  at,
  onExplain,
}: {
  readonly workflow: WorkflowDetail;
  /** The time that is explained: the order of that tick is marked. */
  readonly at: Instant | null;
  readonly onExplain: (at: Instant | null) => void;
}) {
  const history = useInfiniteQuery(historyQuery(workflow.id));
  const pages = history.data?.pages;
  const orders = pages?.flatMap((page) => page.orders);
  const problems = pages?.flatMap((page) => page.problems) ?? [];
  const first = pages?.[0];
  return (
    <section className={styles["panel"]} aria-labelledby="history-title">
      <div className={styles["panelHead"]}>
        <h3 id="history-title">Order history</h3>
        {first !== undefined && first.total_count > 0 && (
          <span className={styles["soft"]} aria-live="polite">
            {number(orders?.length ?? 0)} of {number(first.total_count)}
            {first.total_is_capped && "+"}, last seven days
          </span>
        )}
      </div>
      {history.isPending && <Skeleton rows={4} label="Loading the order history" />}
      <QueryNotice title="The order history cannot be loaded." query={history} />
      {problems.length > 0 && <Unreadable problems={problems} />}
      {orders?.length === 0 && problems.length === 0 && !history.isError && (
        <p className={styles["nothing"]}>
          {mayHaveExpired(workflow) ? "No orders in the last seven days" : "No orders placed yet"}
        </p>
      )}
      {orders !== undefined && orders.length > 0 && (
        <Orders orders={orders} at={at} onExplain={onExplain} />
      )}
      {history.hasNextPage && (
        <Button
          className={styles["more"]}
          disabled={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          {history.isFetchingNextPage ? "Loading…" : "Load more"}
        </Button>
      )}
    </section>
  );
}

/** Scrolls the row of an order that was selected on the chart into view. */
function reveal(row: HTMLElement | null): void {
  row?.scrollIntoView({ block: "nearest" });
}

/** Orders expire after seven days, so an older workflow may have had orders that are gone. */
function mayHaveExpired({ created_at, as_of }: WorkflowDetail): boolean {
  return created_at + ORDER_LIFETIME_SECONDS < as_of;
}

/** Stored orders that cannot be read are counted, so that they are not mistaken for no orders. */
function Unreadable({ problems }: { readonly problems: readonly string[] }) {
  return (
    <Notice tone="warn">
      <div>
        <p>{problems.length === 1 ? "An order" : `${problems.length} orders`} cannot be read:</p>
        <ul>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      </div>
    </Notice>
  );
}

function Orders(props: {
  readonly orders: readonly OrderItem[];
  readonly at: Instant | null;
  readonly onExplain: (at: Instant | null) => void;
}) {
  const { orders, at, onExplain } = props;
  const { choice } = useZone();
  const outcomes = useQuery(outcomesQuery(orders[0]?.workflow_id ?? "")).data;
  const market = orders[0]?.market ?? "eu";
  return (
    <ScrollArea label="Orders">
      <table className={table["table"]}>
        <thead>
          <tr>
            <th scope="col">Date ({zoneName(choice, market)})</th>
            <th scope="col">Direction</th>
            <th scope="col" className={table["number"]}>
              Quantity
            </th>
            <th scope="col" className={table["number"]}>
              Price
            </th>
            <th scope="col">Outcome</th>
            <th scope="col">Asset</th>
            <th scope="col">Type</th>
            <th scope="col" className={table["number"]}>
              Trigger close
            </th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <tr
              key={order.id}
              ref={order.placed_at === at ? reveal : undefined}
              className={order.placed_at === at ? styles["chosen"] : undefined}
            >
              <td className={table["time"]}>
                <button
                  type="button"
                  aria-pressed={order.placed_at === at}
                  title="Explain it, and mark its candle"
                  className={styles["mark"]}
                  onClick={() => onExplain(order.placed_at === at ? null : order.placed_at)}
                >
                  <Moment at={order.placed_at} market={order.market} />
                </button>
              </td>
              <td>
                <span className={styles["direction"]}>
                  <DirectionBadge direction={order.order_direction} />
                  {order.dry_run && <Badge tone="neutral">Dry run</Badge>}
                </span>
              </td>
              <td className={table["number"]}>{quantityWords(order.order_quantity)}</td>
              <td className={table["number"]}>{price(order.order_price, order.price_decimals)}</td>
              <td className={styles["outcome"]}>
                <OutcomeWords outcome={outcomes?.get(order.id)} decimals={order.price_decimals} />
              </td>
              <td>
                {order.order_code} <span className={styles["soft"]}>{order.asset_type}</span>
              </td>
              <td>{orderTypeWords(order.order_type)}</td>
              <td className={table["number"]}>
                {price(order.trigger_close, order.price_decimals)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
