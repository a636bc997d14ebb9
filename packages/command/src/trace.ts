import { orderHistorySchema, type Trace, type TraceHop, traceSchema } from "@bellwether/core/api";
import { signalId } from "@bellwether/core/signal";
import type { Instant } from "@bellwether/core/time";
import { Command } from "commander";
import { parseInstant } from "./argument.ts";
import type { Client } from "./client.ts";
import type { CommandContext } from "./command-context.ts";
import { CommandError } from "./failure.ts";
import { DONE, invoked, MISUSED } from "./invocation.ts";
import { moment } from "./moment.ts";
import { namedWorkflow } from "./named-workflow.ts";
import { facts, table } from "./table.ts";

type TraceOptions = Readonly<{ workflow?: string; tick?: Instant }>;

export function traceCommand(context: CommandContext): Command {
  return new Command("trace")
    .description("Shows the path of a signal: each hop with its time, and why it waits or stopped.")
    .argument("[signal]", "its id, <workflow id>.<tick>, as `orders --json` and the log name it")
    .option("--workflow <name>", "instead of the id: this workflow's newest order")
    .option(
      "--tick <instant>",
      "with --workflow: at this tick, also without a signal",
      parseInstant,
    )
    .action(
      invoked(
        context,
        async ({ client, show, width }, given: string | undefined, options: TraceOptions) => {
          if ((given === undefined) === (options.workflow === undefined)) {
            context.err.write("Name a signal, or a workflow with --workflow.\n");
            return MISUSED;
          }
          if (given !== undefined && options.tick !== undefined) {
            context.err.write("--tick needs --workflow: the id of a signal contains its tick.\n");
            return MISUSED;
          }
          const id = given ?? (await signalOf(client, options));
          const path = `/orders/${encodeURIComponent(id)}/trace`;
          const trace = await client.request("GET", path, traceSchema);
          show(trace, () => traceLines(trace, width));
          return DONE;
        },
      ),
    );
}

/** The id of a workflow's signal at a tick, or of its newest order. */
async function signalOf(client: Client, { workflow = "", tick }: TraceOptions): Promise<string> {
  const { id, name } = await namedWorkflow(client, workflow);
  if (tick !== undefined) return signalId(id, tick);
  const path = `/workflows/${encodeURIComponent(id)}/orders?limit=1`;
  const { orders } = await client.request("GET", path, orderHistorySchema);
  const [newest] = orders;
  if (newest !== undefined) return newest.id;
  throw new CommandError(`"${name}" has no orders within seven days: name a tick with --tick.`);
}

function traceLines(trace: Trace, width: number): string[] {
  const { workflow_name: name, placed_at, hops } = trace;
  const first = hops.find(({ at_ms }) => at_ms !== null)?.at_ms ?? null;
  return [
    ...facts([
      ["Workflow", name ?? "(not stored any more)"],
      ["Tick", moment(placed_at)],
    ]),
    "",
    ...table(
      [
        { title: "Hop", value: nameOf },
        { title: "State", value: ({ state }: TraceHop) => state.replace("_", " ") },
        { title: "At", value: ({ at_ms }: TraceHop) => (at_ms === null ? "" : timeText(at_ms)) },
        {
          title: "After",
          value: ({ at_ms }: TraceHop) => (at_ms === null ? "" : delay(at_ms, first)),
          align: "right",
        },
        { title: "", value: ({ detail }: TraceHop) => detail ?? "" },
      ],
      hops,
      width,
    ),
    ...(hops.every(({ state }) => state === "done") ? ["", "Every hop is done."] : []),
  ];
}

function nameOf({ hop, consumer }: TraceHop): string {
  return consumer === null ? hop : `${hop} (${consumer})`;
}

/** `10:01:03.250Z`: the day is the tick's. In a replay it is the machine's. */
function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(11);
}

/** The time since the first hop whose time is known. */
function delay(ms: number, since: number | null): string {
  return since === null || ms === since ? "" : `${((ms - since) / 1_000).toFixed(3)} s`;
}
