import { Button } from "./button.tsx";
import { Choice } from "./choice.tsx";
import { number } from "./number.ts";
import styles from "./pager.module.css";

/** The shown range, navigation between pages, and the page size. */
export function Pager<Size extends string>(props: {
  readonly page: number;
  readonly pageCount: number;
  readonly pageSize: number;
  readonly rowCount: number;
  readonly size: Size;
  readonly sizes: readonly { readonly value: Size; readonly label: string }[];
  readonly onPage: (page: number) => void;
  readonly onSize: (size: Size) => void;
}) {
  const { page, pageCount, pageSize, rowCount } = props;
  const first = rowCount === 0 ? 0 : (page - 1) * pageSize + 1;
  const last = Math.min(page * pageSize, rowCount);
  return (
    <nav aria-label="Pages" className={styles["pager"]}>
      <p aria-live="polite">
        {number(first)}–{number(last)} of {number(rowCount)}
      </p>
      <div className={styles["steps"]}>
        <Button disabled={page <= 1} onClick={() => props.onPage(page - 1)}>
          Previous
        </Button>
        <span>
          Page {number(page)} of {number(pageCount)}
        </span>
        <Button disabled={page >= pageCount} onClick={() => props.onPage(page + 1)}>
          Next
        </Button>
      </div>
      <Choice
        label="Rows a page"
        value={props.size}
        options={props.sizes}
        onChange={props.onSize}
      />
    </nav>
  );
}
