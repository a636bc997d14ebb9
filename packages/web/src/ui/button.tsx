import type { ButtonHTMLAttributes, MouseEvent } from "react";
import styles from "./button.module.css";

export type ButtonKind = "plain" | "primary" | "danger" | "quiet";

/** The class of a button, for links that look like one. */
export function buttonClass(kind: ButtonKind = "plain"): string {
  return kind === "plain" ? `${styles["button"]}` : `${styles["button"]} ${styles[kind]}`;
}

/** For a button beside fields: pressing it does not blur the field. Otherwise the field's error
 *  would appear, move the button away from the pointer, and the click would be lost. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

export function Button({
  kind = "plain",
  type = "button",
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { readonly kind?: ButtonKind }) {
  return (
    <button type={type} {...rest} className={`${buttonClass(kind)} ${rest.className ?? ""}`} />
  );
}
