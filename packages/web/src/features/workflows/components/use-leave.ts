import { useNavigate, useRouter } from "@tanstack/react-router";

/** The way out of a workflow's dialog: back to the page it was opened from, so that Back never
 *  opens it again; forward to the list when it was opened by its address. */
export function useLeaveToPage(): () => void {
  const router = useRouter();
  const navigate = useNavigate();
  return () => {
    if (router.state.location.state.opener === "page") router.history.back();
    else void navigate({ to: "/", search: (search) => search, replace: true, resetScroll: false });
  };
}

/** The way out of an editor over a workflow's dialog. */
export function useLeaveToDetail(id: string): () => void {
  const router = useRouter();
  const navigate = useNavigate();
  return () => {
    if (router.state.location.state.opener === "detail") router.history.back();
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
