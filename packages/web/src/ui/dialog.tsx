import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
} from "react";
import styles from "./dialog.module.css";

/** A modal dialog over the platform's own `<dialog>`: the browser makes the rest of the page inert,
 *  keeps the focus inside and gives it back to where it was. Mounted means open; `onDismiss` is the
 *  wish to close it, which the owner may refuse by keeping it mounted. The focus goes to what is
 *  marked `data-first-focus`, or to the first control. */
export function Dialog(props: {
  /** The id of the heading that names it. */
  readonly labelledBy: string;
  readonly onDismiss: () => void;
  readonly size: "narrow" | "wide";
  readonly role?: "dialog" | "alertdialog";
  readonly children: ReactNode;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const dismiss = useRef(props.onDismiss);
  useEffect(() => {
    dismiss.current = props.onDismiss;
  });

  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog === null) return undefined;
    // The platform closes a dialog by itself on a second Escape or a back gesture; then it opens
    // again, and stays open if the owner does not unmount it. The event of an earlier closing may
    // come late, when it is open once more.
    const onClose = () => {
      if (dialog.open) return;
      dialog.showModal();
      dismiss.current();
    };
    dialog.showModal();
    dialog.querySelector<HTMLElement>("[data-first-focus]")?.focus();
    dialog.addEventListener("close", onClose);
    return () => {
      dialog.removeEventListener("close", onClose);
      dialog.close();
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    props.onDismiss();
  };
  const onBackdrop = (event: MouseEvent) => {
    if (event.target === element.current) props.onDismiss();
  };

  return (
    // The backdrop's click is a convenience beside Escape and the close button.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={element}
      role={props.role ?? "dialog"}
      aria-labelledby={props.labelledBy}
      aria-modal="true"
      className={`${styles["dialog"]} ${styles[props.size]}`}
      onKeyDown={onKeyDown}
      onMouseDown={onBackdrop}
      onCancel={(event) => {
        if (event.target !== element.current) return;
        event.preventDefault();
        props.onDismiss();
      }}
    >
      <div className={styles["content"]}>{props.children}</div>
    </dialog>
  );
}
