import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import {
  Fragment,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { Help } from "../help/help.tsx";
import type { HelpTerm } from "../help/help-texts.ts";
import styles from "./data-table.module.css";
import { ROLES } from "./table-roles.ts";

type ColumnLook = {
  /** Numbers are right-aligned with tabular figures. */
  readonly kind?: "text" | "number";
  /** Role of the cell in a card on a narrow screen: heading, second line, or detail. */
  readonly card?: "title" | "lead" | "detail" | "select";
  /** In pixels, where only the rows near the window are rendered and cannot set it. The heading column
   *  takes the rest. */
  readonly width?: number;
  /** Named in a card, as numbers are. */
  readonly isLabelled?: boolean;
  /** Left out of a table that is too narrow for all columns; cards have it. */
  readonly isExtra?: boolean;
};

export type DataColumn<Row> = Readonly<{
  id: string;
  header: string;
  /** Explains the heading. */
  help?: HelpTerm;
  /** Shown as the head in place of `header`; such a column does not sort. */
  head?: ReactNode;
  meta?: ColumnLook;
  cell: (context: { readonly row: { readonly original: Row } }) => ReactNode;
}>;

/** Above this many rows per page, only those near the window are rendered. */
const DRAW_ALL_UP_TO = 100;
/** With more columns than this, those that give way do so in a wider table. */
const ROOMY_COLUMNS = 9;
/** Height of a one-line row, in pixels; rendered rows are measured. */
const ROW_HEIGHT = 33;

/** One page of rows that are already sorted and filtered. Below 1180 px each row is a card. */
export function DataTable<Row extends { readonly id: string }>(props: {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly DataColumn<Row>[];
  /** Counted from 1. */
  readonly page: number;
  readonly pageSize: number;
  readonly sort?: { readonly column: string; readonly descending: boolean };
  readonly onSort?: (column: string) => void;
  readonly isFresh?: (row: Row) => boolean;
  /** Rows with a tinted background: dry runs. */
  readonly isTinted?: (row: Row) => boolean;
  /** The heading of the group that a row belongs to, shown above its first row. */
  readonly groupOf?: ((row: Row) => string) | undefined;
  /** Called for a click on the row outside its controls. */
  readonly onOpen?: (row: Row) => void;
}) {
  const body = useRef<HTMLDivElement>(null);
  const first = (props.page - 1) * props.pageSize;
  const rows = props.rows.slice(first, first + props.pageSize);
  const drawn = useDrawnRows(rows.length, body);

  return (
    <div className={styles["scroll"]} ref={body}>
      <table
        {...ROLES.table}
        aria-label={props.label}
        // Counts rows that are not rendered, which assistive technology cannot count itself.
        aria-rowcount={rows.length + 1}
        className={tableClass(drawn.isVirtual, props.columns.length > ROOMY_COLUMNS)}
      >
        <Head
          columns={props.columns}
          hasWidths={drawn.isVirtual}
          sort={props.sort}
          onSort={props.onSort}
        />
        <tbody {...ROLES.rowgroup}>
          <Spacer height={drawn.before} />
          {drawn.indexes.map((index) => {
            const row = rows[index];
            if (row === undefined) return null;
            const group = props.groupOf?.(row);
            const before = rows[index - 1];
            const isFirst = before === undefined || props.groupOf?.(before) !== group;
            return (
              <Fragment key={row.id}>
                {group !== undefined && isFirst && <GroupHead title={group} />}
                {/* The row's click repeats its link for the pointer; the keyboard uses the link. */}
                {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
                <tr
                  {...ROLES.row}
                  aria-rowindex={index + 2}
                  data-index={index}
                  data-id={row.id}
                  ref={drawn.measure}
                  className={rowClass(props, row)}
                  onClick={(event) => isOnRow(event) && props.onOpen?.(row)}
                >
                  {props.columns.map(({ id, header, meta, cell }) => (
                    <td {...ROLES.cell} key={id} data-label={header} className={cellClass(meta)}>
                      {cell({ row: { original: row } })}
                    </td>
                  ))}
                </tr>
              </Fragment>
            );
          })}
          <Spacer height={drawn.after} />
        </tbody>
      </table>
    </div>
  );
}

/** Whether a click is on a row outside its controls, and does not select text. */
function isOnRow(event: MouseEvent<HTMLElement>): boolean {
  const onControl = (event.target as Element).closest("a, button, input, select") !== null;
  return !onControl && window.getSelection()?.type !== "Range";
}

function Head<Row>(props: {
  readonly columns: readonly DataColumn<Row>[];
  readonly hasWidths: boolean;
  readonly sort: { readonly column: string; readonly descending: boolean } | undefined;
  readonly onSort: ((column: string) => void) | undefined;
}) {
  return (
    <>
      <colgroup>
        {props.columns.map(({ id, meta }) => (
          <col
            key={id}
            className={meta?.isExtra === true ? styles["extra"] : undefined}
            style={props.hasWidths ? { width: meta?.width } : undefined}
          />
        ))}
      </colgroup>
      <thead {...ROLES.rowgroup}>
        <tr {...ROLES.row} aria-rowindex={1}>
          {props.columns.map(({ id, header, help, head, meta }) => (
            <HeadCell
              key={id}
              id={id}
              title={header}
              help={help}
              head={head}
              look={meta}
              sort={props.sort}
              onSort={props.onSort}
            />
          ))}
        </tr>
      </thead>
    </>
  );
}

function HeadCell(props: {
  readonly id: string;
  readonly title: string;
  readonly help: HelpTerm | undefined;
  readonly head: ReactNode;
  readonly look: ColumnLook | undefined;
  readonly sort: { readonly column: string; readonly descending: boolean } | undefined;
  readonly onSort: ((column: string) => void) | undefined;
}) {
  const { id, title, sort, onSort } = props;
  const isSorted = sort?.column === id;
  const direction = sort?.descending === true ? "descending" : "ascending";
  return (
    <th
      {...ROLES.columnheader}
      scope="col"
      aria-sort={isSorted ? direction : undefined}
      className={cellClass(props.look)}
    >
      {onSort === undefined || props.head !== undefined ? (
        (props.head ?? title)
      ) : (
        <button type="button" className={styles["sort"]} onClick={() => onSort(id)}>
          {title}
          <span aria-hidden="true" className={styles["arrow"]}>
            {isSorted &&
              (direction === "descending" ? <ArrowDown size={12} /> : <ArrowUp size={12} />)}
          </span>
        </button>
      )}
      {props.help !== undefined && <Help term={props.help} />}
    </th>
  );
}

/** Not across the columns: some may have given way. */
function GroupHead({ title }: { readonly title: string }) {
  return (
    <tr {...ROLES.row} className={styles["group"]}>
      <th scope="rowgroup">{title}</th>
    </tr>
  );
}

/** Fills the height of rows that are not rendered. */
function Spacer({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true" className={styles["spacer"]}>
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label */}
      <td style={{ height }} />
    </tr>
  );
}

/** Which rows to render, and the height of those before and after them. */
function useDrawnRows(count: number, body: RefObject<HTMLElement | null>) {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const top = body.current?.getBoundingClientRect().top ?? 0;
    setOffset(top + window.scrollY);
  }, [body, count]);
  const isVirtual = count > DRAW_ALL_UP_TO;
  // The virtualizer is mutable with a stable identity, which matters only to React's compiler; this
  // page does not use it.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useWindowVirtualizer({
    count,
    enabled: isVirtual,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollMargin: offset,
  });
  if (!isVirtual) {
    return {
      indexes: [...Array(count).keys()],
      before: 0,
      after: 0,
      measure: undefined,
      isVirtual,
    };
  }
  const items = virtualizer.getVirtualItems();
  const [first, last] = [items[0], items.at(-1)];
  return {
    indexes: items.map((item) => item.index),
    before: first === undefined ? 0 : first.start - offset,
    after: last === undefined ? 0 : virtualizer.getTotalSize() - (last.end - offset),
    measure: virtualizer.measureElement,
    isVirtual,
  };
}

function tableClass(isVirtual: boolean, isCrowded: boolean): string {
  const names = [styles["table"], isVirtual && styles["fixed"], isCrowded && styles["crowded"]];
  return names.filter((name) => name !== false).join(" ");
}

function cellClass(look: ColumnLook | undefined): string {
  const isNumber = look?.kind === "number";
  const names = [
    isNumber && styles["number"],
    (isNumber || look?.isLabelled === true) && styles["labelled"],
    look?.isExtra === true && styles["extra"],
    styles[look?.card ?? "detail"],
  ];
  return names.filter((name) => name !== false).join(" ");
}

function rowClass<Row>(
  props: {
    readonly isFresh?: (row: Row) => boolean;
    readonly isTinted?: (row: Row) => boolean;
    readonly onOpen?: (row: Row) => void;
  },
  row: Row,
): string {
  const names = [
    props.isFresh?.(row) === true && styles["fresh"],
    props.isTinted?.(row) === true && styles["tinted"],
    props.onOpen !== undefined && styles["opens"],
  ];
  return names.filter((name) => name !== false).join(" ");
}
