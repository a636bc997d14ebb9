import {
  assetWorkflowsSchema,
  type Now,
  type WorkflowSummary,
  workflowDetailSchema,
  workflowListSchema,
} from "@bellwether/core/api";
import { isExpired } from "@bellwether/core/order";
import { quantityText } from "@bellwether/core/signal";
import { counted } from "@bellwether/core/text";
import type { Instant } from "@bellwether/core/time";
import { formatWorkflowFile, workflowStatus } from "@bellwether/core/workflow";
import { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import { DONE, invoked } from "./invocation.ts";
import { moment, price } from "./moment.ts";
import { namedWorkflow } from "./named-workflow.ts";
import { type Column, table } from "./table.ts";
import { snoozeText } from "./workflows-snooze.ts";

export function listCommand(context: CommandContext): Command {
  return new Command("list").description("All workflows with their last orders.").action(
    invoked(context, async ({ client, show, width }) => {
      const list = await client.request("GET", "/workflows", workflowListSchema);
      show(list, () =>
        list.total === 0
          ? ["There are no workflows. Import some with `bellwether workflows import FILE`."]
          : [
              ...table(listColumns(list.as_of), list.workflows, width),
              "",
              counted(list.total, "workflow"),
              ...list.workflows.flatMap(({ name, problems }) =>
                problems.length === 0 ? [] : [`broken: ${name}: ${problems.join("; ")}`],
              ),
            ],
      );
      return DONE;
    }),
  );
}

/** `ma50 h1`, or `ma50 h1 +1` where there is another condition. */
function indicatorText({ indicator, ut, other_indicators: others }: WorkflowSummary): string {
  return [indicator, ut, others.length === 0 ? null : `+${others.length}`]
    .filter((part) => part !== null)
    .join(" ");
}

const listColumns = (asOf: Instant): readonly Column<WorkflowSummary>[] => [
  { title: "Name", value: ({ name }) => name, flexible: true },
  { title: "Indicator", value: indicatorText },
  { title: "State", value: (row) => stateOf(row, asOf) },
  { title: "Now", value: ({ now }) => (now === null ? "" : nowText(now)) },
  {
    title: "Last order",
    value: ({ last_order_timestamp: at }) => (at === null ? "" : moment(at)),
  },
  { title: "Side", value: ({ last_order_direction: side }) => side ?? "" },
  {
    title: "Price",
    value: (row) =>
      row.last_order_price === null
        ? ""
        : price(row.last_order_price, row.last_order_price_decimals),
    align: "right",
  },
];

/** The newest run's decision: a word, or the distance. */
function nowText({ outcome, reason, distance_points: distance }: Now): string {
  if (outcome === "signal" || outcome === "held_back") return "holds";
  if (outcome !== "no_signal") return reason === null ? outcome : `${outcome}: ${reason}`;
  return distance === null ? "does not hold" : `${Number(distance.toPrecision(3))} points away`;
}

function stateOf(row: WorkflowSummary, asOf: Instant): string {
  const status = workflowStatus(row, asOf);
  if (status === "disabled") return "off";
  if (status !== "enabled") return status;
  if (row.snooze !== null) return "snoozed";
  return row.dry_run ? "dry run" : "on";
}

export function showCommand(context: CommandContext): Command {
  return new Command("show")
    .description("One workflow as its file, with its last order.")
    .argument("<name>", "the workflow")
    .action(
      invoked(context, async ({ client, show }, name: string) => {
        const { id, snooze } = await namedWorkflow(client, name);
        const path = `/workflows/${encodeURIComponent(id)}`;
        const workflow = await client.request("GET", path, workflowDetailSchema);
        show(workflow, () => {
          const order = workflow.last_order;
          const last =
            order === undefined || isExpired(order, workflow.as_of)
              ? "none within seven days"
              : `${moment(order.placed_at)} ${order.order_direction} ${quantityText(order.order_quantity)} ${order.order_code} at ${price(order.order_price, order.price_decimals)}${order.dry_run ? " (dry run)" : ""}`;
          return [
            ...formatWorkflowFile([workflow]).trimEnd().split("\n"),
            `# version ${workflow.version}, last order: ${last}`,
            ...(snooze === null ? [] : [`# ${snoozeText(snooze)}`]),
            ...workflow.warnings.map(({ field, reason }) => `# warning: ${field}: ${reason}`),
          ];
        });
        return DONE;
      }),
    );
}

const ASSET_STATES = {
  broken: "broken",
  disabled: "off",
  expired: "expired",
  enabled: "on",
} as const;

type AssetOptions = Readonly<{ code: string; countryCode: string }>;

export function assetCommand(context: CommandContext): Command {
  return new Command("asset")
    .description("The workflows whose index is an asset.")
    .requiredOption("--code <code>", "the asset's code")
    .option("--country-code <code>", "its market code; empty for a code without one", "xpar")
    .action(
      invoked(context, async ({ client, show, width }, { code, countryCode }: AssetOptions) => {
        const query = new URLSearchParams({ code, country_code: countryCode });
        const found = await client.request(
          "GET",
          `/asset?${query.toString()}`,
          assetWorkflowsSchema,
        );
        show(found, () =>
          found.total === 0
            ? [`No workflow watches ${found.asset_symbol}.`]
            : table(
                [
                  { title: "Name", value: ({ name }) => name, flexible: true },
                  { title: "Index", value: ({ index }) => index },
                  { title: "Order on", value: ({ cfd }) => cfd },
                  {
                    title: "State",
                    value: (row) => ASSET_STATES[workflowStatus(row, found.as_of)],
                  },
                ],
                found.workflows,
                width,
              ),
        );
        return DONE;
      }),
    );
}
