import { type ReactNode, useId } from "react";
import { Button } from "./button.tsx";
import styles from "./confirm.module.css";
import { Dialog } from "./dialog.tsx";

/** Asks before an irreversible action. The safe button comes first and therefore has the focus. */
export function Confirm(props: {
  readonly title: string;
  readonly confirmLabel: string;
  readonly cancelLabel: string;
  readonly busy?: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}) {
  const titleId = useId();
  return (
    <Dialog role="alertdialog" size="narrow" labelledBy={titleId} onDismiss={props.onCancel}>
      <div className={styles["confirm"]}>
        <h2 id={titleId}>{props.title}</h2>
        <div className={styles["text"]}>{props.children}</div>
        <div className={styles["actions"]}>
          <Button onClick={props.onCancel}>{props.cancelLabel}</Button>
          <Button kind="danger" disabled={props.busy === true} onClick={props.onConfirm}>
            {props.confirmLabel}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
