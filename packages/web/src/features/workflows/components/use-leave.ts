import { useNavigate, useRouter } from "@tanstack/react-router";
import { useRef } from "react";

/** Closes a workflow's dialog: goes back to the page that opened it, so that Back does not
 *  reopen it; goes forward to the list if the dialog was opened by its address, or shows another
 *  workflow since. */
export function useLeaveToPage(hasMoved = false): () => void {
  const router = useRouter();
  const navigate = useNavigate();
  const goBack = useGoBack();
  return () => {
    if (!hasMoved && router.state.location.state.opener === "page") goBack();
    else void navigate({ to: "/", search: ofList, replace: true, resetScroll: false });
  };
}

/** Without the parameter of a workflow's dialog. */
function ofList<Search extends { at?: string | undefined }>({ at: _at, ...list }: Search) {
  return list;
}

/** Closes an editor that was opened from a workflow's dialog. */
export function useLeaveToDetail(id: string): () => void {
  const router = useRouter();
  const navigate = useNavigate();
  const goBack = useGoBack();
  return () => {
    if (router.state.location.state.opener === "detail") goBack();
    else {
      void navigate({
        to: "/workflows/$id",
        params: { id },
        search: (search) => search,
        replace: true,
        resetScroll: false,
      });
    }
  };
}

/** The browser navigates back asynchronously. A second Escape in the meantime must not go back
 *  twice, which could leave the dashboard. */
function useGoBack(): () => void {
  const router = useRouter();
  const isGoing = useRef(false);
  return () => {
    if (isGoing.current) return;
    isGoing.current = true;
    const arrived = () => {
      isGoing.current = false;
    };
    window.addEventListener("popstate", arrived, { once: true });
    router.history.back();
  };
}
