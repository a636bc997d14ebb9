import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "../../../../ui/button.tsx";
import { undoNotice } from "../../undo-notice.ts";
import styles from "./bulk.module.css";

/** The last change of workflows, on every page until it is dismissed or taken back. */
export function UndoBar() {
  const notice = useSyncExternalStore(undoNotice.subscribe, undoNotice.current);
  return (
    <section aria-label="Last change" aria-live="polite" className={styles["undo"]}>
      {notice !== null && (
        <div className={styles["undoNotice"]}>
          <div>
            <p>{notice.words}</p>
            {notice.failed.map((reason) => (
              <p key={reason} className={styles["failed"]}>
                {reason}
              </p>
            ))}
          </div>
          {notice.undo !== null && <Button onClick={notice.undo}>Undo</Button>}
          <button
            type="button"
            aria-label="Dismiss the last change"
            className={styles["dismiss"]}
            onClick={() => undoNotice.show(null)}
          >
            <X size={16} aria-hidden="true" />
          </button>
        </div>
      )}
    </section>
  );
}
