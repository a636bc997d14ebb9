import type { DaySummary } from "@bellwether/core/run";
import { exchangeTime } from "./exchange-time.ts";
import type { Writing } from "./message-text.ts";

/** The summary of a day, in one message. */
export function dayText(summary: DaySummary, { markup, dashboardUrl }: Writing): string {
  const { day, signals, workflows, named, failures, next } = summary;
  const more = workflows - named.length;
  return [
    signals === 0
      ? `Summary of ${day}: no workflow signalled.`
      : `Summary of ${day}: ${counted(signals, "signal")} of ${counted(workflows, "workflow")}.`,
    ...named.map(
      (one) =>
        `• ${markup.name(one.workflow_name)}: ${counted(one.signals, "signal")} in ${counted(one.episodes, "episode")}`,
    ),
    ...(more > 0 ? [`and ${more} more`] : []),
    failures.length === 0 ? "Nothing failed." : "Not evaluated:",
    ...failures.map(({ reason, count }) => `• ${markup.escape(reason)}: ${counted(count, "time")}`),
    next === null
      ? "No session opens within ten days."
      : `Next session: ${exchangeTime(next.opens_at, next.market)}`,
    markup.link(`${dashboardUrl}/orders`, "All orders"),
  ].join("\n");
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
