import type { ReactNode } from "react";
import styles from "./table.module.css";

/** A table that may be wider than its container. It is focusable, so that the keyboard can
 *  scroll it. */
export function ScrollArea(props: {
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <section
      aria-label={props.label}
      className={`${styles["scroll"]} ${props.className ?? ""}`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      {props.children}
    </section>
  );
}
