import type { Session } from "@bellwether/core/market";
import type { DaySummary } from "@bellwether/core/run";
import { counted } from "@bellwether/core/text";
import { exchangeTime } from "./exchange-time.ts";
import type { Writing } from "./message-text.ts";

const SESSION_NAMES: Readonly<Record<Session, string>> = {
  eu: "the European session of ",
  us: "the New York session of ",
  always: "the markets without closing time on ",
};

/** The summary of a session, in one message. */
export function dayText(summary: DaySummary, { markup, dashboardUrl }: Writing): string {
  const { day, session, signals, workflows, named, failures } = summary;
  const more = workflows - named.length;
  const of = `${session === undefined ? "" : SESSION_NAMES[session]}${day}`;
  return [
    signals === 0
      ? `Summary of ${of}: no workflow signalled.`
      : `Summary of ${of}: ${counted(signals, "signal")} of ${counted(workflows, "workflow")}.`,
    ...named.map(
      (one) =>
        `• ${markup.name(one.workflow_name)}: ${counted(one.signals, "signal")} in ${counted(one.episodes, "episode")}`,
    ),
    ...(more > 0 ? [`and ${more} more`] : []),
    failures.length === 0 ? "Nothing failed." : "Not evaluated:",
    ...failures.map(({ reason, count }) => `• ${markup.escape(reason)}: ${counted(count, "time")}`),
    ...nextLine(summary),
    markup.link(`${dashboardUrl}/orders`, "All orders"),
  ].join("\n");
}

function nextLine({ session, next }: DaySummary): readonly string[] {
  if (session === "always") return [];
  if (next === null) return ["No workflow is due within ten days."];
  return [`Next session: ${exchangeTime(next.opens_at, next.market)}`];
}
