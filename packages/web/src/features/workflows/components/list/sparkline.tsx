import { number } from "../../../../ui/number.ts";
import styles from "./list.module.css";

const WIDTH = 6;
const GAP = 2;
const HEIGHT = 16;

/** The signals of seven days as bars, today last, with their sum. A day without one is a line. */
export function Sparkline({ counts }: { readonly counts: readonly number[] }) {
  const sum = counts.reduce((total, count) => total + count, 0);
  const highest = Math.max(1, ...counts);
  return (
    <span
      className={styles["sparkline"]}
      title={`Signals per day (UTC), today last: ${counts.join(", ")}`}
    >
      <span className={sum === 0 ? styles["none"] : undefined}>{number(sum)}</span>
      <svg
        width={counts.length * (WIDTH + GAP) - GAP}
        height={HEIGHT}
        aria-hidden="true"
        className={styles["bars"]}
      >
        {counts.map((count, day) => {
          const height = count === 0 ? 1 : Math.max(3, Math.round((count / highest) * HEIGHT));
          return (
            <rect
              // The place of a day is its identity.
              // oxlint-disable-next-line react/no-array-index-key
              key={day}
              x={day * (WIDTH + GAP)}
              y={HEIGHT - height}
              width={WIDTH}
              height={height}
            />
          );
        })}
      </svg>
    </span>
  );
}
