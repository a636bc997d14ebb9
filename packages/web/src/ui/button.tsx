import type { ButtonHTMLAttributes } from "react";
import styles from "./button.module.css";

export type ButtonKind = "plain" | "primary" | "danger" | "quiet";

/** The class of a button, for links that look like one. */
export function buttonClass(kind: ButtonKind = "plain"): string {
  return kind === "plain" ? `${styles["button"]}` : `${styles["button"]} ${styles[kind]}`;
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
