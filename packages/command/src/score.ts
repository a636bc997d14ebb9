import { workflowListSchema, workflowScoreSchema } from "@bellwether/core/api";
import { figureText, percentText, pointsText, type Score } from "@bellwether/core/outcome";
import { type Instant, toIso } from "@bellwether/core/time";
import { Command } from "commander";
import { parseEnd, parseStart } from "./argument.ts";
import type { Client } from "./client.ts";
import type { CommandContext } from "./command-context.ts";
import { DONE, invoked } from "./invocation.ts";
import { moment } from "./moment.ts";
import { namedWorkflow } from "./named-workflow.ts";
import { type Column, table } from "./table.ts";

type ScoreOptions = Readonly<{ workflow?: string; from?: Instant; to?: Instant }>;
type Named = Readonly<{ id: string; name: string }>;
type Scored = Readonly<{ name: string; score: Score; price_decimals: number }>;

export function scoreCommand(context: CommandContext): Command {
  return new Command("score")
    .description("Shows the outcomes of the orders that workflows proposed, before costs.")
    .option("--workflow <name>", "only this workflow")
    .option("--from <day>", "first day or instant (default: thirty days before --to)", parseStart)
    .option("--to <day>", "last day or instant (default: now)", parseEnd)
    .action(
      invoked(context, async ({ client, show, progress, width }, options: ScoreOptions) => {
        const workflows = await chosen(client, options.workflow);
        const bar = workflows.length > 1 ? progress("Scoring", workflows.length) : null;
        const scores: Scored[] = [];
        for (const [done, { id, name }] of workflows.entries()) {
          bar?.update(done, name);
          const path = `/workflows/${encodeURIComponent(id)}/score${queryOf(options)}`;
          const { score, price_decimals } = await client.request("GET", path, workflowScoreSchema);
          scores.push({ name, score, price_decimals });
        }
        bar?.stop();
        show(scores, () => scoreLines(scores, width));
        return DONE;
      }),
    );
}

async function chosen(client: Client, name: string | undefined): Promise<readonly Named[]> {
  if (name !== undefined) return [await namedWorkflow(client, name)];
  const { workflows } = await client.request("GET", "/workflows", workflowListSchema);
  return workflows.filter(({ problems }) => problems.length === 0);
}

function queryOf({ from, to }: ScoreOptions): string {
  const query = new URLSearchParams({
    ...(from !== undefined && { from: toIso(from) }),
    ...(to !== undefined && { to: toIso(to) }),
  }).toString();
  return query === "" ? "" : `?${query}`;
}

function scoreLines(scores: readonly Scored[], width: number): string[] {
  const [first] = scores;
  if (first === undefined) return ["There are no workflows."];
  const { scored_from, scored_to } = first.score;
  return [
    ...table(COLUMNS, scores, width),
    "",
    `What each rule proposed from ${moment(scored_from)} to ${moment(scored_to)}, replayed on candles.`,
    "Points are those of a filled order after one session day, before costs; no broker filled it.",
  ];
}

function pointsOf(figure: Score["median_points"], { price_decimals }: Scored): string {
  return figureText(figure, (value) => pointsText({ points: value }, price_decimals));
}

const COLUMNS: readonly Column<Scored>[] = [
  { title: "Workflow", value: ({ name }) => name, flexible: true },
  { title: "Signals", value: ({ score }) => String(score.signals), align: "right" },
  {
    title: "Filled",
    value: ({ score }) => figureText(score.fill_rate, percentText),
    align: "right",
  },
  {
    title: "Gained",
    value: ({ score }) => figureText(score.hit_rate, percentText),
    align: "right",
  },
  {
    title: "Median",
    value: (row) => pointsOf(row.score.median_points, row),
    align: "right",
  },
  { title: "Mean", value: (row) => pointsOf(row.score.mean_points, row), align: "right" },
  { title: "Worst", value: (row) => pointsOf(row.score.worst_points, row), align: "right" },
];
