import { CircleHelp } from "lucide-react";
import { type KeyboardEvent, useId, useRef } from "react";
import styles from "./help.module.css";
import { HELP_TEXTS, type HelpTerm } from "./help-texts.ts";

/** Space between the popover and its button or the edge of the window, in pixels. */
const GAP = 8;

/** A button that explains a word in a popover. Escape or a click elsewhere closes it. */
export function Help({
  term,
  isBesideLabel = false,
}: {
  readonly term: HelpTerm;
  /** Beside the label of a control: the button's name then leaves the word to the label. */
  readonly isBesideLabel?: boolean;
}) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const popover = useRef<HTMLDivElement>(null);
  const { word, text } = HELP_TEXTS[term];

  const place = () => {
    const [anchor, box] = [button.current?.getBoundingClientRect(), popover.current];
    if (anchor === undefined || box === null) return;
    const { width, height } = box.getBoundingClientRect();
    const left = Math.min(anchor.left, window.innerWidth - width - GAP);
    const isBelow = anchor.bottom + GAP + height < window.innerHeight;
    const top = isBelow ? anchor.bottom + GAP : anchor.top - height - GAP;
    box.style.left = `${Math.max(GAP, left)}px`;
    box.style.top = `${Math.max(GAP, top)}px`;
  };
  // Escape closes the popover alone, not the dialog around it.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || popover.current?.matches(":popover-open") !== true) return;
    event.preventDefault();
    event.stopPropagation();
    popover.current.hidePopover();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-label={isBesideLabel ? "What is this?" : `What is ${word}?`}
        className={styles["help"]}
        onKeyDown={onKeyDown}
      >
        <CircleHelp size={14} aria-hidden="true" />
      </button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        role="note"
        className={styles["popover"]}
        onToggle={place}
      >
        <strong>{word}</strong> {text}
      </div>
    </>
  );
}
