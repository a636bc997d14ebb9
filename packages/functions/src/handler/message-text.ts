import { announcementText, type Markup } from "@bellwether/core/announcement";
import { priceText } from "@bellwether/core/market";
import { pointsText } from "@bellwether/core/outcome";
import {
  type PauseChanged,
  type RunCompleted,
  type RunMissed,
  STUCK_AFTER_TICKS,
  type TroubleChanged,
} from "@bellwether/core/run";
import {
  isPricePassed,
  type LastOutcome,
  type OrderSignal,
  quantityText,
} from "@bellwether/core/signal";
import { counted } from "@bellwether/core/text";
import type { Instant } from "@bellwether/core/time";
import { duration, exchangeTime } from "./exchange-time.ts";

/** A message older than this is marked as late. */
const LATE_AFTER_SECONDS = 600;
/** Signals older than this are summarized in one message. */
export const STALE_AFTER_SECONDS = 7_200;

const NAMED_IN_A_SUMMARY = 20;

/** The channel's markup, the time of sending, and where links lead. */
export type Writing = Readonly<{ markup: Markup; now: Instant; dashboardUrl: string }>;

/** The announcement of a signal. Under it a line with the tick, the candle that the "last price" is of,
 *  the warnings that a trader needs before acting, and a link. */
export function signalText(signal: OrderSignal, writing: Writing): string {
  return `${headlineOf(signal, writing)}\n${contextLine(signal, writing)}`;
}

/** The announcement, followed by the outcome of the workflow's previous order. */
export function headlineOf(signal: OrderSignal, { markup }: Pick<Writing, "markup">): string {
  const { last_outcome: last, market, price_decimals } = signal;
  const announcement = announcementText(signal, markup);
  if (last === undefined) return announcement;
  return `${announcement}\nLast order, ${exchangeTime(last.placed_at, market)}: ${lastWords(last, price_decimals)}`;
}

function lastWords({ kind, points }: LastOutcome, decimals: number): string {
  switch (kind) {
    case "waiting":
      return "not filled so far";
    case "not_filled":
      return "not filled";
    default: {
      const when = kind === "open" ? "so far" : "after 1 d";
      return `filled, ${pointsText({ points: points ?? 0 }, decimals)} points ${when}`;
    }
  }
}

/** `isOver`: its episode has ended, so that its age no longer matters. */
export function contextLine(
  signal: OrderSignal,
  { markup, now, dashboardUrl }: Writing,
  { isOver = false }: { readonly isOver?: boolean } = {},
): string {
  const age = now - signal.placed_at;
  const context = [
    exchangeTime(signal.placed_at, signal.market),
    `last price: close of the candle of ${exchangeTime(signal.condition_candle.start, signal.market)}`,
    ...(isPricePassed(signal)
      ? [`the market has already passed this price: ${price(signal, signal.market_price ?? 0)}`]
      : []),
    ...(signal.order_quantity === 0 ? ["alert only, without an order"] : []),
    ...(signal.dry_run ? ["dry run"] : []),
    ...(age > LATE_AFTER_SECONDS && !isOver ? [`late by ${duration(age)}`] : []),
    markup.link(`${dashboardUrl}/workflows/${signal.workflow_id}`, "Open the workflow"),
  ];
  return context.join(" · ");
}

/** One message for signals that are too old to be announced one by one. */
export function staleText(
  signals: readonly OrderSignal[],
  { markup, now, dashboardUrl }: Writing,
): string {
  const lines = signals.slice(0, NAMED_IN_A_SUMMARY).map((signal) => {
    const direction = signal.order_direction === "BUY" ? "Buy" : "Sell";
    const mode = signal.dry_run ? ", dry run" : "";
    const count = (signal.episode_count ?? 1) > 1 ? `, ×${signal.episode_count}` : "";
    const when = exchangeTime(signal.placed_at, signal.market);
    const what = `${direction} ${quantityText(signal.order_quantity)} ${markup.escape(signal.order_code)}`;
    return `• ${markup.name(signal.workflow_name)} ${what} at ${price(signal, signal.order_price)} (${when}${count}${mode})`;
  });
  const oldest = Math.min(...signals.map((signal) => signal.placed_at));
  const more = signals.length - lines.length;
  return [
    `${signals.length} older ${signals.length === 1 ? "signal was" : "signals were"} not announced in time, the oldest ${duration(now - oldest)} ago:`,
    ...lines,
    ...(more > 0 ? [`and ${more} more`] : []),
    markup.link(`${dashboardUrl}/orders`, "All orders"),
  ].join("\n");
}

/** The failures of a run. */
export function failureText(run: RunCompleted, { markup, dashboardUrl }: Writing): string {
  const reasons = run.reasons
    .filter(({ outcome }) => outcome === "failed")
    .flatMap(({ reason, count, examples }) => [
      `• ${markup.escape(reason)}: ${count}`,
      ...examples
        .slice(0, 5)
        .map((one) => `   ${markup.name(one.workflow_name)}: ${markup.escape(one.detail)}`),
    ]);
  return [
    `${counted(run.failed, "workflow")} failed in the run of ${exchangeTime(run.tick, "always")}`,
    ...reasons,
    markup.link(`${dashboardUrl}/status`, "Status"),
  ].join("\n");
}

/** Due ticks without a run: one message for a gap. */
export function missedText(
  { tick, first_tick, count }: RunMissed,
  { markup, dashboardUrl }: Writing,
): string {
  const newest = exchangeTime(tick, "always");
  return [
    first_tick === undefined || count === undefined
      ? `The run of ${newest} was missed: no workflow was evaluated.`
      : `${count} runs were missed, from ${exchangeTime(first_tick, "always")} to ${newest}: no workflow was evaluated.`,
    markup.link(`${dashboardUrl}/status`, "Status"),
  ].join("\n");
}

/** Workflows that cannot be evaluated, or can be evaluated again. */
export function troubleText(
  { tick, began, ended }: TroubleChanged,
  { markup, dashboardUrl }: Writing,
): string {
  const when = exchangeTime(tick, "always");
  const nothing = began.nothing_evaluated;
  return [
    ...(nothing === null
      ? []
      : [
          `No workflow that was due could be evaluated in the run of ${when}: ${markup.escape(nothing.detail)}`,
        ]),
    ...(ended.nothing_evaluated ? [`Workflows are evaluated again since the run of ${when}.`] : []),
    ...(began.stuck.count === 0
      ? []
      : [
          `${counted(began.stuck.count, "workflow")} could not be evaluated at ${STUCK_AFTER_TICKS} ticks in a row (${when}):`,
          ...began.stuck.named.map(
            (one) => `• ${markup.name(one.workflow_name)}: ${markup.escape(one.detail)}`,
          ),
          ...more(began.stuck.count, began.stuck.named),
        ]),
    ...(ended.stuck.count === 0
      ? []
      : [
          `${counted(ended.stuck.count, "workflow")} can be evaluated again (${when}): ` +
            ended.stuck.named.map((name) => markup.name(name)).join(", "),
          ...more(ended.stuck.count, ended.stuck.named),
        ]),
    markup.link(`${dashboardUrl}/status`, "Status"),
  ].join("\n");
}

function more(count: number, named: readonly unknown[]): string[] {
  return count > named.length ? [`and ${count - named.length} more`] : [];
}

function price({ price_decimals }: Pick<OrderSignal, "price_decimals">, value: number): string {
  return priceText(value, price_decimals);
}

/** Who paused or resumed the engine, and when. */
export function pauseText(
  { paused, by, changed_at }: PauseChanged,
  { markup, dashboardUrl }: Writing,
): string {
  const when = exchangeTime(changed_at, "always");
  const what = paused
    ? `Bellwether was paused by ${markup.escape(by)} (${when}): no workflow is evaluated until it is resumed.`
    : `Bellwether was resumed by ${markup.escape(by)} (${when}).`;
  return `${what}\n${markup.link(`${dashboardUrl}/status`, "Status")}`;
}

/** A text cut to `maxLength` characters, after a whole line, with a mark for the rest. */
export function shortened(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const end = text.lastIndexOf("\n", maxLength - 2);
  return `${text.slice(0, Math.max(0, end))}\n…`;
}
