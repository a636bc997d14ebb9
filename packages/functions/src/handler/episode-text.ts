import { type EpisodeMessage, endOf, movedPoints, signalsIn } from "@bellwether/core/announcement";
import { priceText } from "@bellwether/core/market";
import { type EndReason, type OrderSignal, quantityText } from "@bellwether/core/signal";
import { clockTime, duration } from "./exchange-time.ts";
import { contextLine, type Writing } from "./message-text.ts";

/** Groups the digits of prices, as the page does. */
const LOCALE = "en-GB";

/** The message of an episode: its headline; from the second signal on the newest one, when the price
 *  moved, and how long it was; and the context of the newest signal. */
export function episodeText(
  message: EpisodeMessage & { readonly signal: OrderSignal },
  headline: string,
  writing: Writing,
): string {
  const { signal } = message;
  const ended = endOf(message);
  return [
    headline,
    ...(signalsIn(message) > 1 ? [newestLine(message, writing)] : []),
    ...(ended === null ? [] : [endLine(signal, ended)]),
    contextLine(signal, writing, { isOver: ended !== null }),
  ].join("\n");
}

/** `×4, since 09:31, last 14:01, sell 1 GER40.I at 22,479.5`. */
function newestLine(
  message: EpisodeMessage & { readonly signal: OrderSignal },
  { markup }: Writing,
): string {
  const { signal } = message;
  const { placed_at: last, market, price_decimals } = signal;
  const price = (value: number) => priceText(value, price_decimals, LOCALE);
  const direction = signal.order_direction === "BUY" ? "buy" : "sell";
  const what = `${direction} ${quantityText(signal.order_quantity)} ${markup.escape(signal.order_code)}`;
  const moved = movedPoints(message);
  const sign = (moved ?? 0) > 0 ? "+" : "";
  return [
    `×${signalsIn(message)}`,
    `since ${clockTime(signal.episode ?? last, market, last)}`,
    `last ${clockTime(last, market, last)}`,
    `${what} at ${price(signal.order_price)}`,
    ...(moved === null ? [] : [`the price has moved by ${sign}${price(moved)} points`]),
  ].join(", ");
}

const REASONS: Readonly<Record<EndReason, string>> = {
  deleted: "the workflow was deleted; ",
  disabled: "the workflow was disabled; ",
  expired: "the workflow's end date has passed; ",
  edited: "the workflow was edited; ",
};

/** Why the episode ended, unless the condition stopped holding, and how long it held, nights
 *  included. */
function endLine(
  { episode, placed_at, market }: OrderSignal,
  { at, reason }: EpisodeMessage["ends"][number],
): string {
  const start = episode ?? placed_at;
  const from = clockTime(start, market, at);
  const why = reason === undefined ? "" : REASONS[reason];
  return `Ended: ${why}it held for ${duration(at - start)}, from ${from} to ${clockTime(at, market, at)}`;
}
