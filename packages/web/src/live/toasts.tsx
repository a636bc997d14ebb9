import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { arrivalWords } from "./arrival-words.ts";
import { arrivals } from "./arrivals.ts";
import styles from "./toasts.module.css";

/** New signals, each a link to its workflow. */
export function Toasts() {
  const shown = useSyncExternalStore(arrivals.subscribe, arrivals.current);
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
    </section>
  );
}
