import { readFile } from "node:fs/promises";
import { workflowDetailSchema } from "@bellwether/core/api";
import { messageOf } from "@bellwether/core/failure";
import { type Outcome, outcomeText, scoreOf, scoreText } from "@bellwether/core/outcome";
import type { OrderSignal } from "@bellwether/core/signal";
import { DAY_SECONDS, type Instant } from "@bellwether/core/time";
import { nameKey, type Workflow } from "@bellwether/core/workflow";
import {
  checkFile,
  orderOutcomes,
  replayWorkflow,
  type WorkflowReplay,
} from "@bellwether/functions/handler";
import { readEnvironment } from "@bellwether/local/config";
import type { ChosenMarket } from "@bellwether/local/market";
import { chooseMarket, type MarketOptions } from "@bellwether/local/market";
import { Command } from "commander";
import { parseEnd, parseStart } from "./argument.ts";
import type { Client } from "./client.ts";
import type { CommandContext } from "./command-context.ts";
import { CommandError } from "./failure.ts";
import { DONE, invoked } from "./invocation.ts";
import { marketOption } from "./market-option.ts";
import { moment, price } from "./moment.ts";
import { namedWorkflow } from "./named-workflow.ts";
import { PROPOSAL } from "./proposal-columns.ts";
import { type Column, table } from "./table.ts";

type ReplayOptions = MarketOptions &
  Readonly<{ workflow: string; file?: string; from?: Instant; to?: Instant }>;

type Period = Readonly<{ from: Instant; to: Instant }>;

/** The period without `--from`. */
const DEFAULT_SPAN_SECONDS = 7 * DAY_SECONDS;

export function replayCommand(context: CommandContext): Command {
  return new Command("replay")
    .description("Shows what a workflow would have signalled; nothing is stored or announced.")
    .requiredOption("--workflow <name>", "the workflow")
    .option("--file <file>", "take it from this workflow file, not from a running Bellwether")
    .option(
      "--from <day>",
      "first day or instant (ISO 8601; default: a week before --to)",
      parseStart,
    )
    .option("--to <day>", "last day or instant (default: now, or the recording's end)", parseEnd)
    .addOption(marketOption())
    .option("--candles <folder>", "recorded market: folder of the recording")
    .action(
      invoked(context, async ({ client, show, progress, log, width }, options: ReplayOptions) => {
        const { market: kind, candles } = options;
        const market = await chooseMarket(
          {
            ...(kind !== undefined && { market: kind }),
            ...(candles !== undefined && { candles }),
          },
          readEnvironment(context.variables),
          log,
        );
        const workflow =
          options.file === undefined
            ? await storedWorkflow(client, options.workflow)
            : await workflowOfFile(options.file, options.workflow);
        const to = options.to ?? endOf(market);
        const from = options.from ?? to - DEFAULT_SPAN_SECONDS;
        if (from >= to) throw new CommandError("--from must be before --to.");
        let bar: ReturnType<typeof progress> | null = null;
        const onProgress: Parameters<typeof replayWorkflow>[0]["onProgress"] = (at) => {
          bar ??= progress("Replaying", at.total);
          bar.update(at.done, moment(at.tick));
        };
        const replay = await replayWorkflow({ market: market.port, onProgress }, workflow, {
          from,
          to,
        });
        (bar as ReturnType<typeof progress> | null)?.stop();
        const outcomes = await orderOutcomes(market.port, replay.signals, to);
        const signals = replay.signals.map((signal, at) => ({ ...signal, outcome: outcomes[at] }));
        show({ workflow: workflow.name, market: market.name, ...replay, signals }, () => [
          ...(market.simulated ? ["The market is SIMULATED: its prices are invented.", ""] : []),
          ...replayLines(replay, { outcomes, period: { from, to } }, width),
        ]);
        return DONE;
      }),
    );
}

async function storedWorkflow(client: Client, name: string): Promise<Workflow> {
  const { id } = await namedWorkflow(client, name);
  return client.request("GET", `/workflows/${encodeURIComponent(id)}`, workflowDetailSchema);
}

/** The workflow as if it had been stored since 1970. */
async function workflowOfFile(file: string, name: string): Promise<Workflow> {
  const bytes = await readFile(file).catch((error: unknown): never => {
    const reason = messageOf(error);
    throw new CommandError(`${file} cannot be read: ${reason}.`);
  });
  const { workflows, errors } = checkFile(bytes);
  const found = workflows.find(({ draft }) => nameKey(draft.name) === nameKey(name));
  if (found !== undefined) {
    const id = found.id ?? "00000000-0000-4000-8000-000000000000";
    return { ...found.draft, id, version: 1, created_at: 0, updated_at: 0 };
  }
  const [error] = errors;
  throw new CommandError(
    error === undefined
      ? `${file} has no workflow "${name}".`
      : `${file}:${error.line ?? 1}: ${error.field}: ${error.reason}`,
  );
}

/** Now, or the end of a recorded market. */
function endOf({ replay }: ChosenMarket): Instant {
  return replay?.until ?? Math.floor(Date.now() / 1_000);
}

function replayLines(
  { signals, evaluated, skipped, price_decimals }: WorkflowReplay,
  { outcomes, period }: { readonly outcomes: readonly Outcome[]; readonly period: Period },
  width: number,
): string[] {
  const skips = Object.entries(skipped).map(([reason, count]) => `${count} skipped: ${reason}`);
  const rows = signals.map((signal, at) => ({ ...signal, outcome: outcomes[at] }));
  const about = { workflow_version: 1, scored_from: period.from, scored_to: period.to };
  return [
    ...(rows.length === 0 ? [] : [...table(COLUMNS, rows, width), ""]),
    [`${evaluated} ticks evaluated, ${signals.length} signals`, ...skips].join("; "),
    ...(rows.length === 0
      ? []
      : [
          `Total of ${scoreText(scoreOf(outcomes, about), price_decimals)}.`,
          "Outcomes are taken from the candles of the period, before costs; no broker filled an order.",
        ]),
  ];
}

const COLUMNS: readonly Column<OrderSignal & { readonly outcome: Outcome | undefined }>[] = [
  { title: "Tick", value: ({ placed_at }) => moment(placed_at) },
  ...PROPOSAL,
  {
    title: "Close",
    value: (one) => price(one.trigger_close, one.price_decimals),
    align: "right",
  },
  { title: "Type", value: ({ order_type }) => order_type },
  {
    title: "Outcome",
    value: ({ outcome, price_decimals }) =>
      outcome === undefined ? "" : outcomeText(outcome, price_decimals),
    flexible: true,
  },
];
