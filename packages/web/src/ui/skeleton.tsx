import styles from "./skeleton.module.css";

/** Placeholder for rows that are loading. */
export function Skeleton({ rows, label }: { readonly rows: number; readonly label: string }) {
  return (
    <div aria-live="polite" className={styles["skeleton"]}>
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className={styles["row"]} />
      ))}
    </div>
  );
}
