import { messageOf } from "@bellwether/core/failure";
import type { ReactNode } from "react";
import { wallTime } from "../time/zone.ts";
import { Button } from "./button.tsx";
import styles from "./notice.module.css";

/** An error with a retry. Earlier content may stay below it. */
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

/** The error of a failed query: either there is nothing to show, or the data shown are old. */
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

/** By the browser's own clock and zone. */
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

/** An empty state: the request succeeded and there is no data. */
export function EmptyState(props: {
  readonly title: string;
  /** Whether the page shows nothing else; the title is then the page's heading. */
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
