import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
} from "react";
import styles from "./dialog.module.css";
import { useIsWide } from "./use-is-wide.ts";

/** A modal dialog on the native `<dialog>`: the browser makes the rest of the page inert, keeps
 *  the focus inside and restores it afterwards. Mounted means open; `onDismiss` requests
 *  closing, and the owner may refuse by keeping it mounted. The focus goes to the element marked
 *  `data-first-focus`, or to the first control. Libraries lock scrolling with a style element,
 *  which the content policy refuses (docs/decisions/0301).
 *
 *  With `docks` it is a panel beside the page where the window is wide enough, and not modal
 *  there. */
export function Dialog(props: {
  /** The id of the heading that labels it. */
  readonly labelledBy: string;
  readonly onDismiss: () => void;
  readonly size: "narrow" | "wide";
  readonly role?: "dialog" | "alertdialog";
  readonly docks?: boolean;
  readonly children: ReactNode;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const dismiss = useRef(props.onDismiss);
  const isDocked = useIsWide() && props.docks === true;
  // The dialog is opened once; the ref lets its listener call the newest handler.
  useEffect(() => {
    dismiss.current = props.onDismiss;
  });

  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog === null) return undefined;
    // The browser closes a dialog itself on a second Escape or a back gesture; then reopen it, and
    // it stays open unless the owner unmounts it. A close event may arrive late, when the dialog is
    // already open again.
    const onClose = () => {
      if (dialog.open) return;
      dialog.showModal();
      dismiss.current();
    };
    if (isDocked) return dock(dialog, dismiss);
    dialog.showModal();
    dialog.querySelector<HTMLElement>("[data-first-focus]")?.focus();
    dialog.addEventListener("close", onClose);
    return () => {
      dialog.removeEventListener("close", onClose);
      dialog.close();
    };
  }, [isDocked]);

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
    // A click on the backdrop is a shortcut beside Escape and the close button.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={element}
      role={props.role ?? "dialog"}
      aria-labelledby={props.labelledBy}
      aria-modal={!isDocked}
      className={`${styles["dialog"]} ${styles[isDocked ? "docked" : props.size]}`}
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

/** Opens a dialog beside the page, and closes it when the result is called. The page makes room by
 *  the attribute `data-docked`. */
function dock(dialog: HTMLDialogElement, dismiss: RefObject<() => void>): () => void {
  const root = document.documentElement;
  root.dataset["docked"] = "";
  const before = document.activeElement;
  dialog.show();
  // The focus returns to the list if it was opened there.
  if (before instanceof HTMLElement && before !== document.body) before.focus();
  // The focus may be in the page beside it.
  const onKeyDown = (event: globalThis.KeyboardEvent) => {
    const isOther = document.querySelector("dialog:modal, :popover-open") !== null;
    if (event.key !== "Escape" || event.defaultPrevented || isOther) return;
    if ((event.target as Element).closest("input, select, textarea") !== null) return;
    event.preventDefault();
    dismiss.current();
  };
  document.addEventListener("keydown", onKeyDown);
  return () => {
    document.removeEventListener("keydown", onKeyDown);
    delete root.dataset["docked"];
    dialog.close();
  };
}
