import { useNavigate, useRouter } from "@tanstack/react-router";
import { useRef } from "react";

/** The way out of a workflow's dialog: back to the page it was opened from, so that Back never
 *  opens it again; forward to the list when it was opened by its address. */
export function useLeaveToPage(): () => void {
  const router = useRouter();
  const navigate = useNavigate();
  const goBack = useGoBack();
  return () => {
    if (router.state.location.state.opener === "page") goBack();
    else void navigate({ to: "/", search: (search) => search, replace: true, resetScroll: false });
  };
}

/** The way out of an editor over a workflow's dialog. */
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

/** The browser goes back some time after it was asked to. Who presses Escape twice meanwhile means
 *  one step, not two: the second might lead out of the dashboard. */
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
