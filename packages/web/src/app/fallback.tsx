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

/** Shown instead of a page that failed; other pages still work. The router remembers a chunk
 *  that failed to load, so only a reload fetches it again. */
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
