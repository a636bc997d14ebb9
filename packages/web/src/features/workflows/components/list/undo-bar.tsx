import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "../../../../ui/button.tsx";
import { number } from "../../../../ui/number.ts";
import { type UndoNotice, undoNotice } from "../../undo-notice.ts";
import styles from "./bulk.module.css";

/** More reasons would cover the page. */
const REASONS_SHOWN = 5;

/** The last change of workflows, on every page until it is dismissed or taken back. */
export function UndoBar() {
  const notice = useSyncExternalStore(undoNotice.subscribe, undoNotice.current);
  return (
    <section aria-label="Last change" aria-live="polite" className={styles["undo"]}>
      {notice !== null && (
        <div className={styles["undoNotice"]}>
          {notice.progress === null ? <Done notice={notice} /> : <Progress notice={notice} />}
        </div>
      )}
    </section>
  );
}

function Progress({ notice: { words, progress } }: { readonly notice: UndoNotice }) {
  return (
    <>
      <progress aria-label={words} value={progress?.done} max={progress?.total} />
      {/* Not read out at each step: the bar has the value. */}
      <span aria-hidden="true">
        {words} {number(progress?.done ?? 0)} of {number(progress?.total ?? 0)}
      </span>
    </>
  );
}

function Done({ notice: { words, failed, undo } }: { readonly notice: UndoNotice }) {
  const others = failed.length - REASONS_SHOWN;
  return (
    <>
      <div>
        <p>{words}</p>
        {failed.slice(0, REASONS_SHOWN).map((reason) => (
          <p key={reason} className={styles["failed"]}>
            {reason}
          </p>
        ))}
        {others > 0 && <p className={styles["failed"]}>{number(others)} more failed</p>}
      </div>
      {undo !== null && <Button onClick={undo.run}>{undo.label}</Button>}
      <button
        type="button"
        aria-label="Dismiss the last change"
        className={styles["dismiss"]}
        onClick={() => undoNotice.show(null)}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </>
  );
}
