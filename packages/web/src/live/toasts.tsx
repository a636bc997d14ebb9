import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { number } from "../ui/number.ts";
import { arrivalWords } from "./arrival-words.ts";
import { arrivals } from "./arrivals.ts";
import styles from "./toasts.module.css";

const SHOWN = 3;

/** New signals, each a link to its workflow, and above three of them a link to all. */
export function Toasts() {
  const newest = useSyncExternalStore(arrivals.subscribe, arrivals.current);
  const shown = newest.slice(0, SHOWN);
  const others = newest.length - shown.length;
  return (
    <section aria-label="New signals" aria-live="polite" className={styles["toasts"]}>
      {shown.map((arrival) => (
        <div key={arrival.id} className={styles["toast"]}>
          <p>
            <Link
              to="/workflows/$id"
              params={{ id: arrival.workflow.id }}
              state={{ opener: "page" }}
              resetScroll={false}
              onClick={() => arrivals.dismiss(arrival.id)}
            >
              {arrival.workflow.name}
            </Link>
            <span>{arrivalWords(arrival)}</span>
          </p>
          <button
            type="button"
            aria-label={`Dismiss ${arrival.workflow.name}`}
            onClick={() => arrivals.dismiss(arrival.id)}
          >
            <X size={16} aria-hidden="true" />
          </button>
        </div>
      ))}
      {others > 0 && (
        <Link to="/signals" className={styles["others"]}>
          {number(others)} more signals
        </Link>
      )}
    </section>
  );
}
