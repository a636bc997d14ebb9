import type { QueueStatus } from "@bellwether/core/api";
import { messageOf } from "@bellwether/core/failure";
import { useState } from "react";
import { Help } from "../../../help/help.tsx";
import { Button } from "../../../ui/button.tsx";
import { Confirm } from "../../../ui/confirm.tsx";
import { number } from "../../../ui/number.ts";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import table from "../../../ui/table.module.css";
import { useRedrive } from "../api/queries.ts";
import { DeadLetters } from "./dead-letters.tsx";
import styles from "./status.module.css";

/** In a narrow window, dead letters matter more. */
const SPARE = `${table["number"]} ${styles["spare"]}`;

/** Waiting messages and dead letters of each consumer. */
export function Queues({ queues }: { readonly queues: readonly QueueStatus[] }) {
  return (
    <section aria-labelledby="queues-title" className={styles["panel"]}>
      <h2 id="queues-title">Queues</h2>
      {queues.length === 0 ? (
        <p className={styles["soft"]}>There are no queues.</p>
      ) : (
        <ScrollArea label="Table of the queues">
          <table className={table["table"]}>
            <thead>
              <tr>
                <th scope="col">Consumer</th>
                <th scope="col" className={table["number"]}>
                  Waiting
                </th>
                <th scope="col" className={SPARE}>
                  In flight
                </th>
                <th scope="col" className={SPARE}>
                  Delayed
                </th>
                <th scope="col" className={table["number"]}>
                  Dead letters <Help term="dead_letter" />
                </th>
                <th scope="col" aria-label="Actions for dead letters" />
              </tr>
            </thead>
            <tbody>
              {queues.map((queue) => (
                <Queue key={queue.name} queue={queue} />
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </section>
  );
}

function Queue({ queue }: { readonly queue: QueueStatus }) {
  const redrive = useRedrive(queue.name);
  const [isOpen, setOpen] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const count = redrive.data?.redriven;
  return (
    <>
      <tr>
        <th scope="row">{queue.name}</th>
        <td className={table["number"]}>{number(queue.visible)}</td>
        <td className={SPARE}>{number(queue.in_flight)}</td>
        <td className={SPARE}>{number(queue.delayed)}</td>
        <td className={table["number"]}>
          <span className={queue.dead_letters > 0 ? styles["alarm"] : undefined}>
            {number(queue.dead_letters)}
          </span>
        </td>
        <td className={styles["redrive"]}>
          {queue.dead_letters > 0 && (
            <>
              <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
                {isOpen ? "Hide" : "View"}
                <span className="visually-hidden"> the dead letters of {queue.name}</span>
              </Button>
              {queue.abandoned !== true && (
                <Button disabled={redrive.isPending} onClick={() => setAsking(true)}>
                  Redrive…<span className="visually-hidden"> the dead letters of {queue.name}</span>
                </Button>
              )}
            </>
          )}
          {isAsking && (
            <Confirm
              title="Redrive the dead letters?"
              confirmLabel="Redrive"
              cancelLabel="Leave them"
              busy={redrive.isPending}
              onCancel={() => setAsking(false)}
              onConfirm={() => redrive.mutate(undefined, { onSettled: () => setAsking(false) })}
            >
              <p>
                {queue.name} receives them again, and tries each as if it were new. What it still
                cannot process comes back here.
              </p>
            </Confirm>
          )}
          <span aria-live="polite">
            {count !== undefined && `${number(count)} going back to the queue`}
            {redrive.isError && messageOf(redrive.error)}
          </span>
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={6}>
            <DeadLetters queue={queue.name} />
          </td>
        </tr>
      )}
    </>
  );
}
