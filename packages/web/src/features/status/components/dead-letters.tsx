import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../ui/button.tsx";
import { Confirm } from "../../../ui/confirm.tsx";
import { ErrorNotice, QueryNotice } from "../../../ui/notice.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { deadLettersQuery, useDiscard } from "../api/queries.ts";
import styles from "./status.module.css";

/** A queue's dead letters with their reasons, and a button to discard them. */
export function DeadLetters({ queue }: { readonly queue: string }) {
  const found = useQuery(deadLettersQuery(queue));
  const discard = useDiscard(queue);
  const [isAsking, setAsking] = useState(false);
  const letters = found.data?.dead_letters ?? [];
  // Discard only what was displayed: another may have arrived since.
  const ids = letters.map(({ id }) => id);
  return (
    <div className={styles["letters"]}>
      <QueryNotice title="The dead letters cannot be shown." query={found} />
      {found.isPending && <Skeleton rows={2} label="Loading the dead letters" />}
      {found.data !== undefined && letters.length === 0 && <p>There are none.</p>}
      <ul>
        {letters.map((letter) => (
          <li key={letter.id}>
            <p>{letter.reason ?? "No reason was recorded."}</p>
            <pre>{letter.body}</pre>
          </li>
        ))}
      </ul>
      {letters.length > 0 && (
        <Button kind="danger" onClick={() => setAsking(true)}>
          Discard…
        </Button>
      )}
      {isAsking && (
        <Confirm
          title={`Discard ${letters.length === 1 ? "this dead letter" : `these ${letters.length} dead letters`}?`}
          confirmLabel="Discard"
          cancelLabel="Keep them"
          busy={discard.isPending}
          onCancel={() => setAsking(false)}
          onConfirm={() => discard.mutate(ids, { onSuccess: () => setAsking(false) })}
        >
          <p>
            {queue} will never see {letters.length === 1 ? "it" : "them"} again. This cannot be
            undone.
          </p>
          {discard.isError && <ErrorNotice title="Not discarded." error={discard.error} />}
        </Confirm>
      )}
    </div>
  );
}
