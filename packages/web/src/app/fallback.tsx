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

/** A page that broke; the others go on. A chunk that could not be loaded is kept as failed by the
 *  router: only a reload asks for it again. */
export function RouteFailure({ error }: ErrorComponentProps) {
  return (
    <ErrorNotice
      title="This page failed."
      error={error}
      onRetry={() => window.location.reload()}
      retryLabel="Reload"
    />
  );
}
