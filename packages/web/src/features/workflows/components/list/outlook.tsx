import type { WorkflowSummary } from "@bellwether/core/api";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { number } from "../../../../ui/number.ts";
import type { ListSearch } from "../../list-search.ts";
import { nowWords } from "../../now-words.ts";
import { outlookOf } from "../../outlook.ts";
import styles from "./outlook.module.css";

/** In one line: how many conditions hold, and which workflows are nearest to a signal. */
export function OutlookLine(props: {
  readonly rows: readonly WorkflowSummary[];
  readonly search: ListSearch;
}) {
  const { rows, search } = props;
  const { considered, holding, nearest, unread, closed } = useMemo(() => outlookOf(rows), [rows]);
  if (considered === 0) return null;
  const isClosed = closed === considered;
  return (
    <p className={styles["outlook"]}>
      {isClosed ? (
        <span>All sessions are closed: nothing signals before one opens.</span>
      ) : (
        <Link
          to="/"
          search={{ ...search, sort: "now", dir: "asc", page: undefined }}
          resetScroll={false}
          title="Sort by Now"
          className={styles["holding"]}
        >
          {number(holding)} {holding === 1 ? "condition holds" : "conditions hold"} now
        </Link>
      )}
      {nearest.length > 0 && (
        <span>
          Nearest to a signal<span className={styles["measure"]}>, by daily range</span>:
        </span>
      )}
      {nearest.map((row) => (
        <span key={row.id} className={styles["near"]}>
          <Link
            to="/workflows/$id"
            params={{ id: row.id }}
            search={search}
            state={{ opener: "page" }}
            resetScroll={false}
            title={row.name}
          >
            {row.name}
          </Link>{" "}
          <NowDistance row={row} />
        </span>
      ))}
      {unread > 0 && <span>{number(unread)} could not be evaluated</span>}
    </p>
  );
}

function NowDistance({ row }: { readonly row: WorkflowSummary }) {
  if (row.now === null) return null;
  const { words, tone, detail } = nowWords(row.now, row.last_order_price_decimals ?? 2);
  return (
    <span className={tone === "near" ? styles["soon"] : undefined} title={detail ?? undefined}>
      {words}
    </span>
  );
}
