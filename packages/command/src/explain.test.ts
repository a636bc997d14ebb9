import { type WorkflowDecision, workflowsDecided } from "@bellwether/core/signal";
import { fromIso, toIso } from "@bellwether/core/time";
import { aWorkflow } from "@bellwether/functions/testing";
import { simulatedMarket } from "@bellwether/markets/simulated";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commandHarness } from "./command-harness.ts";

const TICK = fromIso("2026-09-23T07:31:00Z");
const workflow = aWorkflow({ index: "CAC40.I", cfd: "FRA40.I", updated_at: 0 });

let harness: Awaited<ReturnType<typeof commandHarness>>;
beforeEach(async () => {
  harness = await commandHarness({ market: simulatedMarket({ seed: "api" }) });
  harness.clock.now = TICK + 7_200;
  harness.workflowItems.set(workflow.id, workflow);
});
afterEach(() => harness.stop());

const explain = (...options: readonly string[]) =>
  harness.run("explain", workflow.name, ...options);
const store = (over: Partial<WorkflowDecision>) => {
  const decision: WorkflowDecision = {
    workflow_id: workflow.id,
    outcome: "no_signal",
    reason: null,
    value: 8_012.5,
    distance_points: 3.25,
    range_points: null,
    episode: null,
    episode_count: 0,
    ...over,
  };
  for (const part of workflowsDecided(TICK, [decision])) harness.decidedItems.set("", part);
};

describe("explain", () => {
  it("shows the present evaluation, and no earlier decision", async () => {
    const { code, out } = await explain();
    expect(code).toBe(0);
    expect(out).toMatch(/^As of +2026-09-23 09:31Z$/m);
    expect(out).toMatch(/^Outcome +a run would (not )?signal/m);
    expect(out).not.toMatch(/Decided then|Recomputed/);
  });

  it("shows what the run of an earlier tick decided, and why it differs today", async () => {
    store({});
    const { out } = await explain("--at", toIso(TICK));
    expect(out).toMatch(/^As of +2026-09-23 07:31Z$/m);
    expect(out).toMatch(/^Decided then +no signal, level 8012\.50, 3\.25 points away$/m);
    expect(out).toMatch(/^Recomputed +it differs: candles corrected since$/m);
    store({ missing_rows: 1 });
    expect((await explain("--at", toIso(TICK))).out).toContain("it differs: candles came late");
    store({ outcome: "skipped", reason: "market unavailable", value: null, distance_points: null });
    const outage = (await explain("--at", toIso(TICK))).out;
    expect(outage).toMatch(/^Decided then +skipped \(market unavailable\)$/m);
    expect(outage).toContain("it differs: could not be evaluated at its run");
  });

  it("states that no decision of the run is stored", async () => {
    const { out } = await explain("--at", toIso(TICK));
    expect(out).toMatch(/^Decided then +no decision of this run is stored$/m);
  });
});
