import { type Explain, explainSchema } from "@bellwether/core/api";
import { COMBO_PART_WORDS, type ComboPart } from "@bellwether/core/indicator";
import { type Candle, priceText } from "@bellwether/core/market";
import { quantityText } from "@bellwether/core/signal";
import { type Instant, toIso } from "@bellwether/core/time";
import type {
  ConditionExplanation,
  Explanation,
  IndicatorValue,
  RangeTest,
} from "@bellwether/core/workflow";
import { Command } from "commander";
import { parseInstant } from "./argument.ts";
import type { CommandContext } from "./command-context.ts";
import { DONE, invoked } from "./invocation.ts";
import { moment, price } from "./moment.ts";
import { namedWorkflow } from "./named-workflow.ts";
import { facts, table } from "./table.ts";

export function explainCommand(context: CommandContext): Command {
  return new Command("explain")
    .description("Shows why a workflow does or does not signal; nothing is emitted.")
    .argument("<name>", "the workflow")
    .option("--at <instant>", "a tick of the last 30 days instead of now", parseInstant)
    .action(
      invoked(context, async ({ client, show, width }, name: string, { at }: { at?: Instant }) => {
        const { id, name: full } = await namedWorkflow(client, name);
        const query = at === undefined ? "" : `?at=${toIso(at)}`;
        const path = `/workflows/${encodeURIComponent(id)}/explain${query}`;
        const explained = await client.request("GET", path, explainSchema);
        show(explained, () => explainLines(full, explained, { width, isPast: at !== undefined }));
        return DONE;
      }),
    );
}

const OUTCOMES: Readonly<Record<Explain["outcome"], string>> = {
  signal: "a run would signal",
  held_back: "the condition holds, and a run would send no further signal",
  no_signal: "a run would not signal",
  skipped: "a run would skip it",
  failed: "a run would fail on it",
  closed: "no run evaluates it now",
  inactive: "it is not evaluated",
};

function explainLines(
  name: string,
  explained: Explain,
  { width, isPast }: { readonly width: number; readonly isPast: boolean },
): string[] {
  const { outcome, reason, detail, explanation, price_decimals: decimals } = explained;
  const why = [reason, detail].filter((part) => part !== null).join(": ");
  return [
    ...facts([
      ["Workflow", name],
      ["Instruments", `${explained.index}, orders on ${explained.cfd}`],
      ["As of", moment(explained.as_of)],
      ...(isPast ? decidedThen(explained.decided, decimals) : []),
      ["Outcome", why === "" ? OUTCOMES[outcome] : `${OUTCOMES[outcome]} (${why})`],
      ...(explained.proposal === null ? [] : [proposed(explained.proposal, decimals)]),
      ...(explanation === null ? [] : lookedAt(explanation, decimals)),
    ]),
    ...(explanation === null ? [] : conditionLines(explanation, decimals, width)),
    ...explained.combos.flatMap(({ ut, parts }) => ["", ...comboLines(ut, parts, width)]),
  ];
}

/** The order of a signal at that moment, whether or not the condition holds. */
function proposed(
  proposal: NonNullable<Explain["proposal"]>,
  decimals: number | null,
): [string, string] {
  const { order_price, order_quantity, order_direction, order_type, away_percent } = proposal;
  const deal = `${order_direction} ${quantityText(order_quantity)}`;
  const away = priceText(Math.abs(away_percent), 2);
  return [
    "Would propose",
    `${price(order_price, decimals)}, ${away} % away (${deal}, ${order_type})`,
  ];
}

/** The requirements of a combo and whether they hold. */
function comboLines(ut: string, parts: readonly ComboPart[], width: number): string[] {
  return [
    `A combo on ${ut} needs all of these:`,
    ...table<ComboPart>(
      [
        { title: "Part", value: ({ name }) => COMBO_PART_WORDS[name], flexible: true },
        {
          title: "Holds",
          value: ({ holds }) => (holds === null ? "no trend" : holds ? "yes" : "no"),
        },
      ],
      parts,
      width,
    ),
  ];
}

/** The decision of that tick's run, and whether the explanation, which uses today's candles, has the
 *  same result. */
function decidedThen(decided: Explain["decided"], decimals: number | null): [string, string][] {
  if (decided === null) return [["Decided then", "no decision of this run is stored"]];
  const { outcome, reason, value, distance_points: distance, differs } = decided;
  const text = [
    `${outcome.replace("_", " ")}${reason === null ? "" : ` (${reason})`}`,
    ...(value === null ? [] : [`level ${price(value, decimals)}`]),
    ...(distance === null ? [] : [`${price(distance, decimals)} points away`]),
  ].join(", ");
  return [
    ["Decided then", text],
    ["Recomputed", differs === null ? "the same on today's candles" : `it differs: ${differs}`],
  ];
}

function lookedAt(explanation: Explanation, decimals: number | null): [string, string][] {
  const { conditions, match, trigger_candle, distance_points: distance } = explanation;
  return [
    ...(conditions.length > 1 ? [matchFact(match)] : []),
    ["Trigger candle", candleText(trigger_candle, decimals)],
    ...(distance === null
      ? []
      : [["Distance", `${price(distance, decimals)} points`] as [string, string]]),
  ];
}

function matchFact(match: Explanation["match"]): [string, string] {
  return ["Conditions", match === "all" ? "all have to hold" : "any one has to hold"];
}

/** Each condition; with a heading where there are several. */
function conditionLines(
  { conditions }: Explanation,
  decimals: number | null,
  width: number,
): string[] {
  return conditions.flatMap((condition, nth) => [
    "",
    ...(conditions.length > 1 ? [`Condition ${nth + 1}: ${standText(condition)}`] : []),
    ...facts(conditionFacts(condition, decimals)),
    ...comparisons(condition, decimals, width),
  ]);
}

function standText({ holds, problem }: ConditionExplanation): string {
  if (problem !== null) return problem;
  if (holds === null) return "not decided";
  return holds ? "holds" : "does not hold";
}

function conditionFacts(
  explanation: ConditionExplanation,
  decimals: number | null,
): [string, string][] {
  const { indicator, condition_candle, distance_points: distance } = explanation;
  const spread = explanation.spread === 0 ? "" : ` within ${price(explanation.spread)} points`;
  return [
    [
      "Indicator",
      indicator === null
        ? "not computed"
        : `${indicator.name} ${indicator.ut} = ${valueText(indicator.value, decimals)}`,
    ],
    ["Condition", `${explanation.direction} it${spread}`],
    ["Condition candle", candleText(condition_candle, decimals)],
    ...(distance === null
      ? []
      : [["Away", `${price(distance, decimals)} points`] as [string, string]]),
    ...(explanation.expected_combo === null
      ? []
      : [["Combo needed", explanation.expected_combo] as [string, string]]),
  ];
}

function comparisons(
  { alternatives }: ConditionExplanation,
  decimals: number | null,
  width: number,
): string[] {
  const limit = (value: number | null) => (value === null ? "" : price(value, decimals));
  return alternatives.flatMap((tests, at) => [
    "",
    ...(alternatives.length > 1
      ? [at === 0 ? "Either all of these hold:" : "or all of these:"]
      : []),
    ...table<RangeTest>(
      [
        { title: "Compared", value: ({ element }) => element },
        { title: "Value", value: ({ actual }) => price(actual, decimals), align: "right" },
        { title: "At least", value: ({ min }) => limit(min), align: "right" },
        { title: "At most", value: ({ max }) => limit(max), align: "right" },
        { title: "Holds", value: ({ holds }) => (holds ? "yes" : "no") },
      ],
      tests,
      width,
    ),
  ]);
}

function candleText(candle: Candle | null, decimals: number | null): string {
  if (candle === null) return "not read";
  const { start, open, high, low, close } = candle;
  const prices = [open, high, low, close].map((value) => price(value, decimals));
  return `${moment(start)}  O ${prices[0]}  H ${prices[1]}  L ${prices[2]}  C ${prices[3]}`;
}

function valueText(value: IndicatorValue, decimals: number | null): string {
  if (value === null) return "none";
  if (typeof value === "number") return price(value, decimals);
  if (Array.isArray(value)) return value.map((each) => price(each, decimals)).join(" to ");
  const { direction, strength, price: at, has_been_triggered: triggered } = value;
  return `${strength} ${direction} at ${price(at, decimals)}${triggered ? ", triggered already" : ""}`;
}
