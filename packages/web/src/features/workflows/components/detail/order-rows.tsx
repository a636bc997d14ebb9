import type { OrderItem } from "@bellwether/core/api";
import type { Outcome } from "@bellwether/core/outcome";
import type { Instant } from "@bellwether/core/time";
import { useState } from "react";
import { Help } from "../../../../help/help.tsx";
import { Moment } from "../../../../time/moment.tsx";
import { zoneName } from "../../../../time/zone.ts";
import { useZone } from "../../../../time/zone-choice.tsx";
import { Badge, DirectionBadge } from "../../../../ui/badge.tsx";
import { price, quantityWords } from "../../../../ui/number.ts";
import { OutcomeWords } from "../../../../ui/outcome.tsx";
import { ScrollArea } from "../../../../ui/scroll-area.tsx";
import table from "../../../../ui/table.module.css";
import { ROLES } from "../../../../ui/table-roles.ts";
import { orderTypeWords } from "../../words.ts";
import styles from "./detail.module.css";
import { Trace } from "./trace.tsx";

const COLUMNS = 9;

/** A table of orders; on a narrow screen each is a card. Roles are explicit, because some browsers
 *  drop them if CSS changes the table's `display`. */
export function OrderRows(props: {
  readonly orders: readonly OrderItem[];
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly at: Instant | null;
  readonly onExplain: (at: Instant | null) => void;
}) {
  const { orders, at } = props;
  const { choice } = useZone();
  const session = orders[0]?.market ?? "eu";
  const [traced, setTraced] = useState<string | null>(null);
  const explain = (order: OrderItem) => {
    if (order.placed_at === at) return props.onExplain(null);
    props.onExplain(order.placed_at);
    // Its candle is marked on the chart, which may be out of view.
    return document.querySelector("#chart-title")?.scrollIntoView({ block: "nearest" });
  };
  return (
    <ScrollArea label="Orders">
      <table {...ROLES.table} className={`${table["table"]} ${styles["orders"]}`}>
        <thead {...ROLES.rowgroup}>
          <tr {...ROLES.row}>
            <th {...ROLES.columnheader} scope="col">
              Date ({zoneName(choice, session)})
            </th>
            <th {...ROLES.columnheader} scope="col">
              Direction
            </th>
            <th {...ROLES.columnheader} scope="col" className={table["number"]}>
              Quantity
            </th>
            <th {...ROLES.columnheader} scope="col" className={table["number"]}>
              Price
            </th>
            <th {...ROLES.columnheader} scope="col">
              Outcome <Help term="outcome" />
            </th>
            <th {...ROLES.columnheader} scope="col" className={styles["spare"]}>
              Instrument
            </th>
            <th {...ROLES.columnheader} scope="col" className={styles["spare"]}>
              Type
            </th>
            <th {...ROLES.columnheader} scope="col" className={table["number"]}>
              Trigger close
            </th>
            <th {...ROLES.columnheader} scope="col">
              Trace
            </th>
          </tr>
        </thead>
        <tbody {...ROLES.rowgroup}>
          {orders.map((order) => (
            <OrderRow
              key={order.id}
              order={order}
              outcome={props.outcomes.get(order.id)}
              isChosen={order.placed_at === at}
              onChoose={() => explain(order)}
              isTraced={order.id === traced}
              onTrace={() => setTraced(order.id === traced ? null : order.id)}
            />
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}

function OrderRow(props: {
  readonly order: OrderItem;
  readonly outcome: Outcome | undefined;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly isTraced: boolean;
  readonly onTrace: () => void;
}) {
  const { order, isChosen, isTraced } = props;
  return (
    <>
      <tr {...ROLES.row} className={isChosen ? styles["chosen"] : undefined}>
        <td {...ROLES.cell} className={table["time"]}>
          <button
            type="button"
            aria-pressed={isChosen}
            title="Explain it, and mark its candle"
            className={styles["mark"]}
            onClick={props.onChoose}
          >
            <Moment at={order.placed_at} session={order.market} />
          </button>
        </td>
        <td {...ROLES.cell}>
          <span className={styles["direction"]}>
            <DirectionBadge direction={order.order_direction} />
            {order.dry_run && <Badge tone="neutral">Dry run</Badge>}
          </span>
        </td>
        <td {...ROLES.cell} className={table["number"]}>
          {quantityWords(order.order_quantity)}
        </td>
        <td {...ROLES.cell} className={table["number"]}>
          {price(order.order_price, order.price_decimals)}
        </td>
        <td {...ROLES.cell} className={styles["outcome"]}>
          <OutcomeWords outcome={props.outcome} decimals={order.price_decimals} />
        </td>
        <td {...ROLES.cell} className={styles["spare"]} title={order.asset_type}>
          {order.order_code}
        </td>
        <td {...ROLES.cell} className={styles["spare"]}>
          {orderTypeWords(order.order_type)}
        </td>
        <td {...ROLES.cell} className={table["number"]} data-label="Trigger close">
          {price(order.trigger_close, order.price_decimals)}
        </td>
        <td {...ROLES.cell}>
          <button
            type="button"
            aria-expanded={isTraced}
            title="When each part handled it, and where it waits"
            className={styles["mark"]}
            onClick={props.onTrace}
          >
            {isTraced ? "Hide" : "Trace"}
          </button>
        </td>
      </tr>
      {isTraced && (
        <tr {...ROLES.row}>
          <td {...ROLES.cell} colSpan={COLUMNS} className={styles["traceCell"]}>
            <Trace orderId={order.id} session={order.market} />
          </td>
        </tr>
      )}
    </>
  );
}
