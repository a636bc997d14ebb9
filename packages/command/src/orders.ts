import {
  latestOrdersSchema,
  type OrderHistory,
  type OrderItem,
  type OrderOutcomes,
  orderHistorySchema,
  orderOutcomesSchema,
  workflowOutcomesSchema,
} from "@bellwether/core/api";
import { outcomeText } from "@bellwether/core/outcome";
import { Command } from "commander";
import { parseCount } from "./argument.ts";
import type { Client } from "./client.ts";
import type { CommandContext } from "./command-context.ts";
import { failureText } from "./failure.ts";
import { DONE, invoked, MISUSED } from "./invocation.ts";
import { moment } from "./moment.ts";
import { namedWorkflow } from "./named-workflow.ts";
import { PROPOSAL } from "./proposal-columns.ts";
import { type Column, table } from "./table.ts";

type OrdersOptions = Readonly<{ workflow?: string; limit?: number }>;
/** Orders shown without `--limit`. */
const DEFAULT_LIMIT = 20;

type Named = OrderItem & { readonly workflow_name: string };

export function ordersCommand(context: CommandContext): Command {
  return new Command("orders")
    .description("Shows the latest order of each workflow, or the history of one (seven days).")
    .option("--workflow <name>", "the history of this workflow")
    .option("--limit <number>", "with --workflow: orders shown (default: 20)", parseCount)
    .action(
      invoked(context, async ({ client, show, width }, { workflow, limit }: OrdersOptions) => {
        if (workflow === undefined && limit !== undefined) {
          context.err.write("--limit needs --workflow: without it, each workflow has one order.\n");
          return MISUSED;
        }
        if (workflow === undefined) {
          const [latest, outcomes] = await Promise.all([
            client.request("GET", "/orders", latestOrdersSchema),
            outcomesOrReason(client.request("GET", "/orders/outcomes", orderOutcomesSchema)),
          ]);
          const columns = withOutcomes<Named>([NAME, ...COLUMNS], outcomes);
          show({ ...latest, ...sentOutcomes(outcomes) }, () => [
            ...ordersOrNone(columns, latest.orders, width),
            ...reasonLine(outcomes),
          ]);
          return DONE;
        }
        const { id } = await namedWorkflow(client, workflow);
        const [history, outcomes] = await Promise.all([
          readHistory(client, id, limit ?? DEFAULT_LIMIT),
          outcomesOrReason(client.request("GET", outcomesPath(id), workflowOutcomesSchema)),
        ]);
        const columns = withOutcomes(COLUMNS, outcomes);
        show({ ...history, ...sentOutcomes(outcomes) }, () => [
          ...ordersOrNone(columns, history.orders, width),
          ...reasonLine(outcomes),
          ...(history.next_cursor === null
            ? []
            : [`${history.orders.length} of ${totalText(history)}; --limit shows more`]),
          ...history.problems.map((problem) => `damaged: ${problem}`),
        ]);
        return DONE;
      }),
    );
}

/** The outcomes, or why there are none. */
type Outcomes =
  | { readonly kind: "known"; readonly outcomes: OrderOutcomes["outcomes"] }
  | { readonly kind: "unknown"; readonly reason: string };

function outcomesPath(id: string): string {
  return `/workflows/${encodeURIComponent(id)}/outcomes`;
}

/** The orders are shown also when the market, which their outcomes need, does not answer. */
async function outcomesOrReason(answer: Promise<OrderOutcomes>): Promise<Outcomes> {
  return answer.then(
    ({ outcomes }) => ({ kind: "known", outcomes }),
    (error: unknown) => ({ kind: "unknown", reason: failureText(error) }),
  );
}

function sentOutcomes(found: Outcomes) {
  return found.kind === "known"
    ? { outcomes: found.outcomes }
    : { outcomes: null, outcomes_problem: found.reason };
}

function reasonLine(found: Outcomes): string[] {
  return found.kind === "known" ? [] : [`Outcomes are not known: ${found.reason}`];
}

function withOutcomes<Row extends OrderItem>(
  columns: readonly Column<Row>[],
  found: Outcomes,
): readonly Column<Row>[] {
  if (found.kind === "unknown") return columns;
  const byId = new Map(found.outcomes.map(({ id, outcome }) => [id, outcome]));
  const column: Column<Row> = {
    title: "Outcome",
    value: ({ id, price_decimals }) => {
      const outcome = byId.get(id);
      return outcome === undefined ? "" : outcomeText(outcome, price_decimals);
    },
    flexible: true,
  };
  return [...columns, column];
}

/** Pages are of 100 at most. */
async function readHistory(client: Client, id: string, limit: number) {
  const read = (count: number, cursor: string | null) => {
    const query = new URLSearchParams({ limit: String(Math.min(100, count)) });
    if (cursor !== null) query.set("cursor", cursor);
    const path = `/workflows/${encodeURIComponent(id)}/orders?${query.toString()}`;
    return client.request("GET", path, orderHistorySchema);
  };
  const history = await read(limit, null);
  let cursor = history.next_cursor;
  while (cursor !== null && history.orders.length < limit) {
    const page = await read(limit - history.orders.length, cursor);
    history.orders.push(...page.orders);
    history.problems.push(...page.problems);
    cursor = page.next_cursor;
  }
  return { ...history, limit, next_cursor: cursor };
}

function totalText({ total_count, total_is_capped }: OrderHistory): string {
  return total_is_capped ? `more than ${total_count}` : String(total_count);
}

const NAME: Column<Named> = {
  title: "Workflow",
  value: ({ workflow_name }) => workflow_name,
  flexible: true,
};

const COLUMNS: readonly Column<OrderItem>[] = [
  { title: "Placed at", value: ({ placed_at }) => moment(placed_at) },
  ...PROPOSAL,
  { title: "", value: ({ dry_run }) => (dry_run ? "dry run" : "") },
];

function ordersOrNone<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number) {
  return rows.length === 0 ? ["No orders within seven days."] : table(columns, rows, width);
}
