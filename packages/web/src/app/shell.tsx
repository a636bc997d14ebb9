import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";
import { session } from "../auth/open-session.ts";
import { signInNeed } from "../auth/sign-in-need.ts";
import { TokenDialog } from "../auth/token-dialog.tsx";
import { statusQuery } from "../features/status/api/queries.ts";
import { exactTime, ZONE_CHOICES, type ZoneChoice, zoneOf } from "../time/zone.ts";
import { useZone } from "../time/zone-choice.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Mark } from "./mark.tsx";
import { useReplayRefresh } from "./replay-refresh.ts";
import styles from "./shell.module.css";

const PAGES = [
  { to: "/", label: "Workflows" },
  { to: "/orders", label: "Orders" },
  { to: "/status", label: "Status" },
  { to: "/transfer", label: "Import & export" },
] as const;

/** What every page stands in: the way around, the market's clock, and whose time is shown. */
export function Shell() {
  const need = useSyncExternalStore(signInNeed.subscribe, signInNeed.current);
  useReplayRefresh();
  return (
    <>
      <a href="#content" className={`visually-hidden ${styles["skip"]}`}>
        Skip to the content
      </a>
      <header className={styles["header"]}>
        <Link to="/" className={styles["brand"]}>
          <Mark />
          Bellwether
        </Link>
        <nav aria-label="Main" className={styles["nav"]}>
          {PAGES.map(({ to, label }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === "/", includeSearch: false }}
              activeProps={{ className: styles["active"] ?? "", "aria-current": "page" }}
            >
              {label}
            </Link>
          ))}
        </nav>
        <MarketClock />
        <ZoneSelect />
        <SignOut />
      </header>
      <main id="content" tabIndex={-1} className={styles["main"]}>
        <Outlet />
      </main>
      {need !== "none" && <TokenDialog wasRefused={need === "refused"} />}
    </>
  );
}

/** The market's own clock, and a warning when the market is invented. */
function MarketClock() {
  const status = useQuery(statusQuery).data;
  const { choice } = useZone();
  if (status === undefined) return <span className={styles["clock"]} />;
  const { market } = status;
  return (
    <span className={styles["clock"]}>
      {market.simulated && <Badge tone="warn">Simulated market: invented prices</Badge>}
      {market.replaying && !market.simulated && <Badge tone="warn">Replay</Badge>}
      {status.paused && <Badge tone="warn">Paused</Badge>}
      <span className={styles["time"]}>
        <span className="visually-hidden">{market.name} market, </span>
        {exactTime(market.clock, zoneOf(choice, "eu"))}
      </span>
    </span>
  );
}

/** Only where there is something to sign out of. */
function SignOut() {
  const current = useQuery({ queryKey: ["session"], queryFn: session, staleTime: "static" }).data;
  const signOut = current?.signOut ?? null;
  if (signOut === null) return null;
  return (
    <Button kind="quiet" onClick={() => void signOut()}>
      Sign out
    </Button>
  );
}

const ZONE_WORDS: Readonly<Record<ZoneChoice, string>> = {
  exchange: "Exchange time",
  utc: "UTC",
  local: "Local time",
};

function ZoneSelect() {
  const { choice, choose } = useZone();
  return (
    <span className={styles["zone"]}>
      <select
        aria-label="Times in"
        value={choice}
        onChange={(event) => {
          const next = ZONE_CHOICES.find((known) => known === event.target.value);
          if (next !== undefined) choose(next);
        }}
      >
        {ZONE_CHOICES.map((known) => (
          <option key={known} value={known}>
            {ZONE_WORDS[known]}
          </option>
        ))}
      </select>
    </span>
  );
}
