import type { ReactNode } from "react";
import { Button, keepFocus } from "./button.tsx";
import styles from "./dialog.module.css";

/** The heading of a wide dialog and the way out of it. */
export function DialogHead(props: {
  readonly id: string;
  readonly title: string;
  readonly onClose: () => void;
  /** What stands beside the title. */
  readonly children?: ReactNode;
}) {
  return (
    <header className={styles["head"]}>
      <div className={styles["titles"]}>
        <h2 id={props.id} className={styles["title"]}>
          {props.title}
        </h2>
        {props.children}
      </div>
      <Button kind="quiet" aria-label="Close" onMouseDown={keepFocus} onClick={props.onClose}>
        <span aria-hidden="true">✕</span>
      </Button>
    </header>
  );
}
