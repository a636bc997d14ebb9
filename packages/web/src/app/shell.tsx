import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { Activity, ArrowLeftRight, List, LogOut, Radio, ReceiptText } from "lucide-react";
import { useSyncExternalStore } from "react";
import { access } from "../auth/open-access.ts";
import { signInNeed } from "../auth/sign-in-need.ts";
import { TokenDialog } from "../auth/token-dialog.tsx";
import { UndoBar } from "../features/workflows/components/list/undo-bar.tsx";
import { Keyboard } from "../keys/keyboard.tsx";
import { Toasts } from "../live/toasts.tsx";
import { useLiveData } from "../live/use-live-data.ts";
import { SettingsMenu } from "../settings/settings-menu.tsx";
import { Button } from "../ui/button.tsx";
import { Health } from "./health.tsx";
import { Mark } from "./mark.tsx";
import { MarketNote } from "./market-note.tsx";
import { useReplayRefresh } from "./replay-refresh.ts";
import styles from "./shell.module.css";

const PAGES = [
  { to: "/", label: "Workflows", Icon: List },
  { to: "/signals", label: "Signals", Icon: Radio },
  { to: "/orders", label: "Orders", Icon: ReceiptText },
  { to: "/status", label: "Status", Icon: Activity },
  { to: "/transfer", label: "Import & export", Icon: ArrowLeftRight },
] as const;

const FIRST_ROW = "main tbody tr[data-id] a";

/** The frame of every page: navigation, system health and the trader's settings. */
export function Shell() {
  const need = useSyncExternalStore(signInNeed.subscribe, signInNeed.current);
  useReplayRefresh();
  useLiveData();
  return (
    <>
      <a href="#content" className={`visually-hidden ${styles["skip"]}`}>
        Skip to the content
      </a>
      <button
        type="button"
        className={`visually-hidden ${styles["skip"]}`}
        onClick={() => document.querySelector<HTMLElement>(FIRST_ROW)?.focus()}
      >
        Skip to the first row
      </button>
      <header className={styles["header"]}>
        <Link to="/" className={styles["brand"]} aria-label="Bellwether">
          <Mark />
          <span className={styles["wide"]}>Bellwether</span>
        </Link>
        <nav aria-label="Main" className={styles["nav"]}>
          {PAGES.map(({ to, label, Icon }) => (
            <Link
              key={to}
              to={to}
              title={label}
              activeOptions={{ exact: to === "/", includeSearch: false }}
              activeProps={{ className: styles["active"] ?? "", "aria-current": "page" }}
            >
              <Icon size={16} aria-hidden="true" />
              <span className={styles["wide"]}>{label}</span>
            </Link>
          ))}
        </nav>
        <MarketNote />
        <Health />
        <SettingsMenu />
        <SignOut />
      </header>
      <main id="content" tabIndex={-1} className={styles["main"]}>
        <Outlet />
      </main>
      <Toasts />
      <UndoBar />
      <Keyboard />
      {need !== "none" && <TokenDialog wasRefused={need === "refused"} />}
    </>
  );
}

/** Shown only if there is something to sign out of. */
function SignOut() {
  const current = useQuery({ queryKey: ["access"], queryFn: access, staleTime: "static" }).data;
  const signOut = current?.signOut ?? null;
  if (signOut === null) return null;
  return (
    <Button kind="quiet" aria-label="Sign out" title="Sign out" onClick={() => void signOut()}>
      <LogOut size={16} aria-hidden="true" />
    </Button>
  );
}
