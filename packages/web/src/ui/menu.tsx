import { type ReactNode, useId } from "react";
import { Button } from "./button.tsx";
import styles from "./menu.module.css";

/** A button that opens a small panel below itself; the platform closes it. */
export function Menu(props: {
  readonly label: string;
  readonly icon: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <span className={styles["menu"]}>
      <Button popoverTarget={id} title={props.label} style={{ anchorName: `--${nameOf(id)}` }}>
        {props.icon}
        <span className={styles["label"]}>{props.label}</span>
      </Button>
      <section
        popover="auto"
        id={id}
        aria-label={props.label}
        className={styles["panel"]}
        style={{ positionAnchor: `--${nameOf(id)}` }}
      >
        {props.children}
      </section>
    </span>
  );
}

/** React's ids have characters that a CSS name may not have. */
function nameOf(id: string): string {
  return id.replaceAll(/\W/g, "");
}
