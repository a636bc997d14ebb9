import type { Market } from "@bellwether/core/market";
import {
  type OrderSignal,
  type PauseChanged,
  quantityText,
  type RunCompleted,
  type RunMissed,
  STUCK_AFTER_TICKS,
  type TroubleChanged,
} from "@bellwether/core/signal";
import type { Instant } from "@bellwether/core/time";

/** Beyond this age a message says that it is late. */
export const LATE_AFTER_SECONDS = 600;
/** Beyond this age signals are summed up instead of announced one by one. */
export const STALE_AFTER_SECONDS = 7_200;

export const ERRORS_CHANNEL = "#errors";
/** What concerns all workflows at once. */
export const OPERATIONS_CHANNEL = "#workflows";

const NAMED_IN_A_SUMMARY = 20;

/** Made once: a format takes a hundred times as long to make as to use. */
const EXCHANGE_TIME: Readonly<Record<Market, (date: Date) => string>> = {
  eu: timeIn("Europe/Paris", "en-GB"),
  us: timeIn("America/New_York", "en-US"),
  always: timeIn("UTC", "en-GB"),
};

/** `zoneLanguage` has a name for the zone: British English calls New York's `GMT-4`. */
function timeIn(timeZone: string, zoneLanguage: string): (date: Date) => string {
  const time = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  const zone = new Intl.DateTimeFormat(zoneLanguage, { timeZone, timeZoneName: "short" });
  return (date) => {
    const name = zone.formatToParts(date).find(({ type }) => type === "timeZoneName");
    return `${time.format(date)} ${name?.value ?? timeZone}`;
  };
}

/** Escapes what Slack reads as markup, so that a name cannot mention a channel, make a link or end
 *  the code it stands in, and keeps it on its line, so that it cannot pass for a line of ours.
 *  Source: docs.slack.dev, "Formatting message text", escaping text. */
export function escapeSlack(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped.replaceAll("`", "'").replace(/[\n\v\f\r\u0085\u2028\u2029]+/g, " ");
}

/** A message as a terminal shows it: links with their address, nothing escaped. */
export function plainText(message: string): string {
  return message
    .replace(/<([^|>]*)\|([^>]*)>/g, "$2: $1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** The second line under the announcement: when, whether it is a dry run, whether it is late, and
 *  where to look. */
export function contextLine(signal: OrderSignal, now: Instant, dashboardUrl: string): string {
  const age = now - signal.placed_at;
  return [
    exchangeTime(signal.placed_at, signal.market),
    ...(signal.dry_run ? ["dry run"] : []),
    ...(age > LATE_AFTER_SECONDS ? [`late by ${duration(age)}`] : []),
    workflowLink(signal.workflow_id, dashboardUrl),
  ].join(" · ");
}

/** One message for signals that are too old to be announced one by one. */
export function staleSummary(
  signals: readonly OrderSignal[],
  now: Instant,
  dashboardUrl: string,
): string {
  const lines = signals.slice(0, NAMED_IN_A_SUMMARY).map((signal) => {
    const direction = signal.order_direction === "BUY" ? "Buy" : "Sell";
    const mode = signal.dry_run ? ", dry run" : "";
    const when = exchangeTime(signal.placed_at, signal.market);
    return `• \`${escapeSlack(signal.workflow_name)}\` ${direction} ${quantityText(signal.order_quantity)} ${escapeSlack(signal.order_code)} at ${signal.order_price} (${when}${mode})`;
  });
  const oldest = Math.min(...signals.map((signal) => signal.placed_at));
  const more = signals.length - lines.length;
  return [
    `${signals.length} older ${signals.length === 1 ? "signal was" : "signals were"} not announced in time, the oldest ${duration(now - oldest)} ago:`,
    ...lines,
    ...(more > 0 ? [`and ${more} more`] : []),
    `<${dashboardUrl}/orders|All orders>`,
  ].join("\n");
}

/** What failed in a run, for `#errors`. */
export function failureReport(run: RunCompleted, dashboardUrl: string): string {
  const reasons = run.reasons
    .filter(({ outcome }) => outcome === "failed")
    .flatMap(({ reason, count, examples }) => [
      `• ${escapeSlack(reason)}: ${count}`,
      ...examples
        .slice(0, 5)
        .map((one) => `   \`${escapeSlack(one.workflow_name)}\`: ${escapeSlack(one.detail)}`),
    ]);
  return [
    `${run.failed} ${run.failed === 1 ? "workflow" : "workflows"} failed in the run of ${exchangeTime(run.tick, "always")}`,
    ...reasons,
    `<${dashboardUrl}/status|Status>`,
  ].join("\n");
}

/** Ticks that no run stands for, for `#errors`: one message for a gap. */
export function missedReport({ tick, first_tick, count }: RunMissed, dashboardUrl: string): string {
  const newest = exchangeTime(tick, "always");
  return [
    first_tick === undefined || count === undefined
      ? `The run of ${newest} was missed: no workflow was evaluated.`
      : `${count} runs were missed, from ${exchangeTime(first_tick, "always")} to ${newest}: no workflow was evaluated.`,
    `<${dashboardUrl}/status|Status>`,
  ].join("\n");
}

/** That workflows cannot be evaluated, or can be again, for `#errors`. */
export function troubleReport({ tick, began, ended }: TroubleChanged, url: string): string {
  const when = exchangeTime(tick, "always");
  const nothing = began.nothing_evaluated;
  return [
    ...(nothing === null
      ? []
      : [
          `No workflow that was due could be evaluated in the run of ${when}: ${escapeSlack(nothing.detail)}`,
        ]),
    ...(ended.nothing_evaluated ? [`Workflows are evaluated again since the run of ${when}.`] : []),
    ...(began.stuck.count === 0
      ? []
      : [
          `${plural(began.stuck.count, "workflow")} could not be evaluated at ${STUCK_AFTER_TICKS} ticks in a row (${when}):`,
          ...began.stuck.named.map(
            (one) => `• \`${escapeSlack(one.workflow_name)}\`: ${escapeSlack(one.detail)}`,
          ),
          ...more(began.stuck.count, began.stuck.named),
        ]),
    ...(ended.stuck.count === 0
      ? []
      : [
          `${plural(ended.stuck.count, "workflow")} can be evaluated again (${when}): ` +
            ended.stuck.named.map((name) => `\`${escapeSlack(name)}\``).join(", "),
          ...more(ended.stuck.count, ended.stuck.named),
        ]),
    `<${url}/status|Status>`,
  ].join("\n");
}

function more(count: number, named: readonly unknown[]): string[] {
  return count > named.length ? [`and ${count - named.length} more`] : [];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** That the engine stands still, or goes on, and who wanted it. */
export function pauseReport({ paused, by, changed_at }: PauseChanged, url: string): string {
  const when = exchangeTime(changed_at, "always");
  const what = paused
    ? `Bellwether was paused by ${escapeSlack(by)} (${when}): no workflow is evaluated until it is resumed.`
    : `Bellwether was resumed by ${escapeSlack(by)} (${when}).`;
  return `${what}\n<${url}/status|Status>`;
}

function workflowLink(workflowId: string, dashboardUrl: string): string {
  return `<${dashboardUrl}/workflows/${workflowId}|Open the workflow>`;
}

/** `Mon, 23 Nov 2026, 10:01 CET`. */
function exchangeTime(instant: Instant, market: Market): string {
  return EXCHANGE_TIME[market](new Date(instant * 1_000));
}

function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
