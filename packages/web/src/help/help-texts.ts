import type { IndicatorName } from "@bellwether/core/workflow";

type HelpText = Readonly<{
  /** The word that is explained, as the page shows it. */
  word: string;
  text: string;
}>;

const INDICATOR_HELP: Readonly<Record<IndicatorName, HelpText>> = {
  ma7: {
    word: "MM7",
    text: "The average of the last 7 closes of the index, on the chosen unit time. It follows the price closely.",
  },
  ma50: {
    word: "MA50",
    text: "The average of the last 50 closes of the index, on the chosen unit time. It shows the trend.",
  },
  combo: {
    word: "COMBO",
    text: "A pullback within a trend: the 50-period average rises or falls, a Bollinger band is flat, and the price came back to the band or to the average without breaking it. The explanation lists the parts.",
  },
  bbb: {
    word: "BBB",
    text: "The lower Bollinger band: the average of the last 20 closes, less 2.5 standard deviations.",
  },
  bbh: {
    word: "BBH",
    text: "The upper Bollinger band: the average of the last 20 closes, plus 2.5 standard deviations.",
  },
  polarite: {
    word: "POL",
    text: "Polarity: a fixed price level that acted as support or resistance. It also holds when a candle crossed the level and closed back on its first side.",
  },
  zone: {
    word: "ZONE",
    text: "A price range with fixed ends. The condition holds while the price is inside. The spread does not count.",
  },
  inclined: {
    word: "INCLINED",
    text: "A straight line through two points that you set. It advances by trading days, not by calendar days.",
  },
};

const OTHER_HELP = {
  index: {
    word: "Index",
    text: "The instrument on which the indicator is computed.",
  },
  cfd: {
    word: "CFD",
    text: "The instrument that is ordered. Its candle is compared with the indicator of the index.",
  },
  unit_time: {
    word: "Unit time",
    text: "The length of a candle. Only closed candles count.",
  },
  spread: {
    word: "Spread",
    text: "How far from the level the price may be for the condition to hold, in points of the instrument.",
  },
  offset: {
    word: "Offset",
    text: "The proposed price is this many points beyond the high or the low of the last trigger candle.",
  },
  quantity: {
    word: "Quantity",
    text: "The size of the proposed order. With 0 the workflow only alerts.",
  },
  dry_run: {
    word: "Dry run",
    text: "Evaluated, stored and announced like any other workflow, and marked everywhere. Bellwether places no orders in either case: it proposes them.",
  },
  episode: {
    word: "Episode",
    text: "A sequence of consecutive evaluations in which the condition holds. Nights, weekends and holidays do not end it; an edit of the workflow does. Channels announce an episode once and edit that message.",
  },
  repeat: {
    word: "Repeat",
    text: "How often a condition that continues to hold signals: at every run, once for each candle, or once for each episode.",
  },
  now: {
    word: "Now",
    text: "What the newest run decided: the condition holds, or how far the price is from it. It measures how near the market is, not how likely a signal is.",
  },
  outcome: {
    word: "Outcome",
    text: "The result of the proposed order, computed from candles: whether the market reached its price within one session day, and the move since. Spread, fees, financing and slippage are not included. No broker filled it.",
  },
  score: {
    word: "Score",
    text: "The outcomes of the orders that the current rule proposed over the last 30 days, by replaying it on candles. Before costs, and not a forecast. Fewer than 10 filled orders are too few for a conclusion.",
  },
  filled: {
    word: "Filled",
    text: "Share of the proposed orders whose price the market reached within one session day. Orders that still wait are left out.",
  },
  gained: {
    word: "Gained",
    text: "Share of the filled orders that were in the gain after one session day, before costs.",
  },
  median: {
    word: "Median",
    text: "Half of the filled orders were above this many points after one session day, half below.",
  },
  mean: {
    word: "Mean",
    text: "The average of the filled orders after one session day, in points. A few large moves can dominate it.",
  },
  worst: {
    word: "Worst",
    text: "The largest move against any filled order within five session days, in points.",
  },
  time_machine: {
    word: "Earlier runs",
    text: "Decisions are kept for 30 days. Choose a run, an order or a point on the slider to see what was decided then, and the same evaluation on today’s candles.",
  },
  dead_letter: {
    word: "Dead letter",
    text: "A message that a consumer could not process. Redrive gives it back to the consumer; discard removes it for good.",
  },
  projection: {
    word: "Projection",
    text: "The part that writes each workflow’s last order into the list. While it is behind, the list shows an older last order.",
  },
} as const satisfies Readonly<Record<string, HelpText>>;

/** Every explained word. The texts follow docs/signals.md. */
export const HELP_TEXTS = { ...INDICATOR_HELP, ...OTHER_HELP };
export type HelpTerm = keyof typeof HELP_TEXTS;
