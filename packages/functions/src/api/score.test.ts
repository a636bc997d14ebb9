import { decodeInstants, problemSchema, workflowScoreSchema } from "@bellwether/core/api";
import { scoreOf } from "@bellwether/core/outcome";
import { DAY_SECONDS, fromIso, toIso } from "@bellwether/core/time";
import { simulatedMarket } from "@bellwether/markets/simulated";
import { beforeEach, describe, expect, it } from "vitest";
import { orderOutcomes } from "../handler/order-outcomes.ts";
import { replayWorkflow } from "../handler/replay-workflow.ts";
import { aWorkflow } from "../testing/sample.ts";
import { apiHarness } from "./api-harness.ts";

const NOW = fromIso("2026-09-23T09:01:00Z");
const market = simulatedMarket({ seed: "api" });
const workflow = aWorkflow({
  index: "CAC40.I",
  cfd: "FRA40.I",
  version: 3,
  conditions: [
    {
      indicator: { name: "ma50", ut: "h1" },
      close: { direction: "below", ut: "h1", spread: 100 },
      element: null,
    },
  ],
});

describe("the score of a workflow", () => {
  let harness: ReturnType<typeof apiHarness>;
  beforeEach(() => {
    harness = apiHarness({ market });
    harness.clock.now = NOW;
    harness.workflowItems.set(workflow.id, workflow);
  });
  const ask = (query = "") => harness.send(`/workflows/${workflow.id}/score${query}`);

  it("covers the orders that its rule proposed in the last thirty days", async () => {
    const from = NOW - 30 * DAY_SECONDS;
    const { signals } = await replayWorkflow({ market }, workflow, { from, to: NOW });
    const outcomes = await orderOutcomes(market, signals, NOW);
    const { score } = workflowScoreSchema.parse(decodeInstants((await ask()).json));
    expect(score.signals).toBeGreaterThan(10);
    const about = { workflow_version: 3, scored_from: from, scored_to: NOW };
    expect(score).toEqual(scoreOf(outcomes, about));
  });

  it("is available for a disabled workflow too", async () => {
    const { json } = await ask();
    harness.workflowItems.set(workflow.id, { ...workflow, enable: false, end_date: "2026-01-01" });
    expect((await ask()).json).toEqual(json);
  });

  it.each([`?from=${toIso(NOW)}`, `?from=${toIso(NOW - 367 * DAY_SECONDS)}`, "?from=noon"])(
    "rejects %s",
    async (query) => {
      const reply = await ask(query);
      expect(reply.status).toBe(400);
      expect(problemSchema.parse(reply.json).errors).toMatchObject([{ field: "from" }]);
    },
  );
});
