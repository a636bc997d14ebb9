import type { Instant } from "@bellwether/core/time";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { Ago, Moment } from "../../../time/moment.tsx";
import { clockTime, shortTime, zoneOf } from "../../../time/zone.ts";
import { useZone } from "../../../time/zone-choice.tsx";
import { DirectionBadge, ModeBadge } from "../../../ui/badge.tsx";
import type { DataColumn } from "../../../ui/data-table.tsx";
import { number, price, quantityWords } from "../../../ui/number.ts";
import page from "../../../ui/order-page.module.css";
import { OutcomeWords } from "../../../ui/outcome.tsx";
import type { SignalRow } from "../episode-rows.ts";
import type { Outcomes } from "../signal-search.ts";
import styles from "./signals.module.css";

export type Folding = Readonly<{
  unfolded: ReadonlySet<string>;
  toggle: (id: string) => void;
}>;

export function signalColumns(
  asOf: Instant,
  outcomes: Outcomes,
  folding: Folding,
): readonly DataColumn<SignalRow>[] {
  return [...originColumns(asOf, folding), ...dealColumns(outcomes)];
}

/** When it was proposed, by which workflow, and in which episode. */
function originColumns(asOf: Instant, folding: Folding): readonly DataColumn<SignalRow>[] {
  return [
    {
      id: "placed_at",
      header: "Date",
      meta: { card: "lead", width: 240 },
      cell: ({ row: { original: row } }) => (
        <span className={page["when"]}>
          <Moment at={row.signal.placed_at} session={row.signal.market} named />
          <span className={page["ago"]}>
            <Ago at={row.signal.placed_at} asOf={asOf} session={row.signal.market} />
          </span>
        </span>
      ),
    },
    {
      id: "workflow",
      header: "Workflow",
      meta: { card: "title" },
      cell: ({ row: { original: row } }) => (
        <Link
          to="/workflows/$id"
          params={{ id: row.signal.workflow_id }}
          state={{ opener: "page" }}
          title={row.signal.workflow_name}
          className={`${page["workflow"]} ${row.isMember ? styles["member"] : ""}`}
        >
          {row.signal.workflow_name}
        </Link>
      ),
    },
    {
      id: "episode",
      header: "Episode",
      help: "episode",
      meta: { width: 184 },
      cell: ({ row: { original: row } }) =>
        row.episode.length < 2 ? null : <Fold row={row} folding={folding} />,
    },
  ];
}

/** What was proposed, and what became of it. */
function dealColumns(outcomes: Outcomes): readonly DataColumn<SignalRow>[] {
  return [
    {
      id: "direction",
      header: "Direction",
      meta: { width: 124 },
      cell: ({ row: { original: row } }) => (
        <span className={page["direction"]}>
          <DirectionBadge direction={row.signal.order_direction} />
          {row.signal.dry_run && <ModeBadge dryRun />}
        </span>
      ),
    },
    {
      id: "quantity",
      header: "Quantity",
      meta: { kind: "number", width: 72 },
      cell: ({ row }) => quantityWords(row.original.signal.order_quantity),
    },
    {
      id: "price",
      header: "Price",
      meta: { kind: "number", width: 92 },
      cell: ({ row: { original: row } }) =>
        price(row.signal.order_price, row.signal.price_decimals),
    },
    {
      id: "instrument",
      header: "Instrument",
      meta: { width: 100 },
      cell: ({ row }) => row.original.signal.order_code,
    },
    {
      id: "outcome",
      header: "Outcome",
      help: "outcome",
      meta: { width: 268 },
      cell: ({ row: { original: row } }) => (
        <OutcomeWords outcome={outcomes.get(row.signal.id)} decimals={row.signal.price_decimals} />
      ),
    },
  ];
}

/** `×4, 09:31 to 14:01`, or `×7, since 18 Sept, 15:01`: how many signals the episode has, and from when
 *  to when. The row's own time is that of the newest. */
function Fold({ row, folding }: { readonly row: SignalRow; readonly folding: Folding }) {
  const { choice } = useZone();
  const { signal, episode } = row;
  const first = episode.at(-1) ?? signal;
  const zone = zoneOf(choice, signal.market);
  const isOneDay = dayOf(first.placed_at, zone) === dayOf(signal.placed_at, zone);
  const period = isOneDay
    ? `${clockTime(first.placed_at, zone)} to ${clockTime(signal.placed_at, zone)}`
    : `since ${shortTime(first.placed_at, zone)}`;
  const isOpen = folding.unfolded.has(row.id);
  return (
    <button
      type="button"
      className={styles["fold"]}
      aria-expanded={isOpen}
      title={isOpen ? "Fold" : "Show each signal"}
      onClick={() => folding.toggle(row.id)}
    >
      <ChevronRight size={14} aria-hidden="true" />
      {`×${number(episode.length)}, ${period}`}
    </button>
  );
}

function dayOf(at: Instant, zone: string | undefined): string {
  return shortTime(at, zone).slice(0, -5);
}
