import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "../ui/button.tsx";
import styles from "../ui/confirm.module.css";
import { Dialog } from "../ui/dialog.tsx";
import field from "../ui/field.module.css";
import { keepToken } from "./token-access.ts";

/** Asks for the API's token. It cannot be dismissed: without a token there is nothing to show. */
export function TokenDialog({ wasRefused }: { readonly wasRefused: boolean }) {
  const client = useQueryClient();
  const [token, setToken] = useState("");
  const titleId = useId();
  const fieldId = useId();
  const helpId = useId();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() === "") return;
    keepToken(token.trim());
    void client.resetQueries();
  };

  return (
    <Dialog size="narrow" labelledBy={titleId} onDismiss={() => {}}>
      <form className={styles["confirm"]} onSubmit={submit}>
        <h2 id={titleId}>This Bellwether requires a token</h2>
        <p id={helpId} className={styles["text"]} role={wasRefused ? "alert" : undefined}>
          {wasRefused
            ? "That token was not accepted. It is the value of BELLWETHER_TOKEN on the server."
            : "It is the value of BELLWETHER_TOKEN on the server, and is stored for this tab only."}
        </p>
        <span className={field["field"]}>
          <label htmlFor={fieldId}>Token</label>
          <input
            id={fieldId}
            type="password"
            autoComplete="off"
            required
            aria-describedby={helpId}
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </span>
        <Button type="submit" kind="primary">
          Sign in
        </Button>
      </form>
    </Dialog>
  );
}
