import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { buttonClass } from "../ui/button.tsx";
import { EmptyState, ErrorNotice } from "../ui/notice.tsx";

export function NotFound() {
  return (
    <EmptyState title="There is no such page" isPage>
      <Link to="/" className={buttonClass("primary")}>
        To the workflows
      </Link>
    </EmptyState>
  );
}

/** A page that broke; the others go on. */
export function RouteFailure({ error, reset }: ErrorComponentProps) {
  return <ErrorNotice title="This page failed." error={error} onRetry={reset} />;
}
