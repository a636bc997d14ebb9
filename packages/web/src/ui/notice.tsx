import { messageOf } from "@bellwether/core/failure";
import type { ReactNode } from "react";
import { wallTime } from "../time/zone.ts";
import { Button } from "./button.tsx";
import styles from "./notice.module.css";

/** Something went wrong, and how to try again. What was shown before may stay below it. */
export function ErrorNotice(props: {
  readonly title: string;
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly retryLabel?: string;
}) {
  return (
    <div role="alert" className={`${styles["notice"]} ${styles["error"]}`}>
      <p>
        <strong>{props.title}</strong> {messageOf(props.error)}
      </p>
      {props.onRetry !== undefined && (
        <Button onClick={props.onRetry}>{props.retryLabel ?? "Try again"}</Button>
      )}
    </div>
  );
}

/** What became of a query that failed: nothing is there to be shown, or what is shown is old. */
export function QueryNotice(props: {
  /** `The orders cannot be loaded.` */
  readonly title: string;
  readonly query: Readonly<{
    error: unknown;
    data: unknown;
    dataUpdatedAt: number;
    refetch: () => Promise<unknown>;
  }>;
}) {
  const { query } = props;
  if (query.error === null) return null;
  return (
    <ErrorNotice
      title={query.data === undefined ? props.title : `${staleWords(query.dataUpdatedAt)}.`}
      error={query.error}
      onRetry={() => void query.refetch()}
    />
  );
}

/** By the browser's own clock, as it stands on the trader's desk. */
function staleWords(updatedAtMs: number): string {
  return `Not up to date since ${wallTime(updatedAtMs / 1_000)}`;
}

export function Notice(props: { readonly tone: "warn" | "good"; readonly children: ReactNode }) {
  return (
    <div aria-live="polite" className={`${styles["notice"]} ${styles[props.tone]}`}>
      {props.children}
    </div>
  );
}

/** There is nothing, and that is the truth. */
export function EmptyState(props: {
  readonly title: string;
  /** Whether there is nothing else on the page: the title is then its heading. */
  readonly isPage?: boolean;
  readonly children?: ReactNode;
}) {
  const Title = props.isPage === true ? "h1" : "p";
  return (
    <div className={styles["empty"]}>
      <Title className={styles["emptyTitle"]}>{props.title}</Title>
      {props.children}
    </div>
  );
}
