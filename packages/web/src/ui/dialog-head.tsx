import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Button, keepFocus } from "./button.tsx";
import styles from "./dialog.module.css";

/** The heading and the close button of a wide dialog. */
export function DialogHead(props: {
  readonly id: string;
  readonly title: string;
  readonly onClose: () => void;
  /** Content beside the title. */
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
        <X size={16} aria-hidden="true" />
      </Button>
    </header>
  );
}
