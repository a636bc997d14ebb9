import { GetDashboardCommand } from "@aws-sdk/client-cloudwatch";
import { decodeInstants, type TraceHop, traceSchema } from "@bellwether/core/api";
import { MEASURED_HOPS, type MeasuredHop } from "@bellwether/core/event";
import { describe, expect, it } from "vitest";
import { notShown } from "./capability.ts";
import { eventually } from "./eventually.ts";
import { logLines } from "./function-log.ts";
import { importWorkflow, newTick, runTick, statusOf, uniqueName } from "./scene.ts";
import { QUEUES } from "./stage.ts";
import type { StageContext } from "./stage-context.ts";

/** The function whose log has the latency of each hop. */
const MEASURED_BY: Readonly<Record<MeasuredHop, string>> = {
  stored: "Persist",
  projected: "Project",
  announced: "Notify",
};

const A_DAY_SECONDS = 86_400;

export function observationSuite(context: () => StageContext): void {
  describe("the observability of the pipeline", () => {
    it("has the time of each hop of a signal, and its latency as a metric", async () => {
      const begin = Date.now();
      const id = await importWorkflow(context(), uniqueName("Verify: traced"));
      const tick = newTick();
      await runTick(context(), tick);
      const hops = await eventually(
        "every hop of the signal",
        () => traced(context(), `${id}.${tick}`),
        (found) => found.every(({ state }) => state === "done"),
      );
      expect(hops.map(({ hop, consumer }) => [hop, consumer])).toEqual([
        ["evaluated", null],
        ["emitted", null],
        ["queued", null],
        ["stored", null],
        ["projected", null],
        ["announced", "notify"],
      ]);
      const times = hops.map(({ at_ms }) => at_ms ?? 0);
      for (const at of times) expect(at).toBeGreaterThan(begin);
      const [evaluated = 0, emitted = 0, , stored = 0, projected = 0, announced = 0] = times;
      expect([evaluated, emitted, stored, projected].toSorted((a, b) => a - b)).toEqual([
        evaluated,
        emitted,
        stored,
        projected,
      ]);
      expect(announced).toBeGreaterThan(emitted);
      for (const hop of MEASURED_HOPS) {
        const [line] = await eventually(
          `the latency of ${hop}`,
          () => logLines(context(), MEASURED_BY[hop], "SignalLatency", begin),
          (lines) => lines.length > 0,
        );
        expect(JSON.parse(line ?? "")).toMatchObject({ Stage: context().stage.name, Hop: hop });
      }
    });

    it("reports why there was no signal", async () => {
      const id = await importWorkflow(context(), uniqueName("Verify: no run"));
      const [evaluated, ...others] = await traced(context(), `${id}.${newTick() - A_DAY_SECONDS}`);
      expect(evaluated).toMatchObject({ hop: "evaluated", state: "stopped", at_ms: null });
      expect(evaluated?.detail).toMatch(/^no run of this tick is recorded/);
      expect(new Set(others.map(({ state }) => state))).toEqual(new Set(["not_reached"]));
    });

    it("has a dashboard that shows every function and queue of the stage", async () => {
      const { account, stage } = context();
      const DashboardName = `bellwether-${stage.name}-pipeline`;
      const found = await account.metrics.send(new GetDashboardCommand({ DashboardName }));
      const body = found.DashboardBody ?? "";
      const { widgets } = JSON.parse(body) as { widgets: unknown[] };
      expect(widgets.length).toBeGreaterThan(9);
      const logical = ["Generate", "Persist", "Notify", "Record", "Project", "Api", "Operations"];
      const functions = logical.map((name) => stage.functionName(name));
      const queues = QUEUES.flatMap((name) => [stage.queueUrl(name), stage.deadLettersUrl(name)]);
      const shown = [...functions, ...queues.map((url) => url.split("/").at(-1) ?? url)];
      expect(shown.filter((name) => !body.includes(`"${name}"`))).toEqual([]);
    });

    it("reports how far the projector is behind, which the status reads from CloudWatch", async () => {
      if (!context().can.metricPermissions) {
        notShown("the permission for the projector's lag", "this endpoint does not check it");
        return;
      }
      const begin = Date.now();
      await statusOf(context());
      // The function warns before it answers; the pause is for the log to show it.
      await eventually(
        "the log of the request",
        () => logLines(context(), "Operations", "REPORT", begin),
        (lines) => lines.length > 0,
      );
      expect(await logLines(context(), "Operations", "lag is not known", begin)).toEqual([]);
    });
  });
}

/** The hops of a signal, as the product's API returns them. */
export async function traced(
  { api }: StageContext,
  signalId: string,
): Promise<readonly TraceHop[]> {
  const { body, status, text } = await api(`GET /orders/${signalId}/trace`);
  if (status !== 200) throw new Error(`trace: ${status} ${text}`);
  return traceSchema.parse(decodeInstants(body)).hops;
}
