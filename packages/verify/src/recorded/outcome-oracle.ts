import type { Candle } from "@bellwether/core/market";
import type { Outcome, OutcomeOrder } from "@bellwether/core/outcome";
import type { Instant } from "@bellwether/core/time";

/** The rules under "Outcomes" in docs/signals.md once more, sentence by sentence, for instruments of
 *  the European session. Shares no code with the product. */
export function outcomeByTheRules(order: OutcomeOrder, rows: readonly Candle[]): Outcome {
  const trading = rows.filter(({ start }) => start >= order.placed_at && isParisSession(start));

  let filled = -1;
  let price = Number.NaN;
  let atOpen = false;
  for (let nth = 0; nth < 18 && nth < trading.length && filled === -1; nth += 1) {
    const { open, high, low } = trading[nth] as Candle;
    const wanted = order.order_price;
    if (order.order_type === "OPEN_STOP" && order.order_direction === "BUY") {
      if (open >= wanted) [filled, price, atOpen] = [nth, open, true];
      else if (high >= wanted) [filled, price] = [nth, wanted];
    } else if (order.order_type === "OPEN_STOP") {
      if (open <= wanted) [filled, price, atOpen] = [nth, open, true];
      else if (low <= wanted) [filled, price] = [nth, wanted];
    } else if (order.order_direction === "BUY") {
      if (open <= wanted) [filled, price, atOpen] = [nth, wanted, true];
      else if (low <= wanted) [filled, price] = [nth, wanted];
    } else {
      if (open >= wanted) [filled, price, atOpen] = [nth, wanted, true];
      else if (high >= wanted) [filled, price] = [nth, wanted];
    }
  }
  if (filled === -1) return { kind: trading.length >= 18 ? "not_filled" : "waiting" };

  const pointsAt = (at: number) => (order.order_direction === "BUY" ? at - price : price - at);
  const moveAt = (at: number) => ({ points: pointsAt(at), percent: (pointsAt(at) / price) * 100 });
  const closeAfter = (halfHours: number) => {
    const row = trading[filled + halfHours];
    return row === undefined ? null : moveAt(row.close);
  };
  const fillRow = trading[filled] as Candle;
  const reached = [fillRow.close];
  if (atOpen) reached.push(fillRow.high, fillRow.low);
  let newest = fillRow;
  for (let nth = filled + 1; nth <= filled + 90 && nth < trading.length; nth += 1) {
    newest = trading[nth] as Candle;
    reached.push(newest.high, newest.low, newest.close);
  }
  const inOrder = reached.toSorted((one, other) => pointsAt(one) - pointsAt(other));
  return {
    kind: "filled",
    filled_at: fillRow.start,
    fill_price: price,
    after: { h1: closeAfter(2), h4: closeAfter(8), d1: closeAfter(18), d5: closeAfter(90) },
    latest: moveAt(newest.close),
    best: moveAt(inOrder.at(-1) ?? Number.NaN),
    worst: moveAt(inOrder[0] ?? Number.NaN),
  };
}

const paris = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Paris",
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const known = new Map<Instant, boolean>();

/** From 09:00 to 18:00 in Paris, from Monday to Friday. */
function isParisSession(start: Instant): boolean {
  const before = known.get(start);
  if (before !== undefined) return before;
  const [day = "", time = ""] = paris
    .format(start * 1_000)
    .replace(",", "")
    .split(" ");
  const isIn = !["Sat", "Sun"].includes(day) && time >= "09:00" && time < "18:00";
  known.set(start, isIn);
  return isIn;
}
