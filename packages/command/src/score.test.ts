import { fromIso } from "@bellwether/core/time";
import { anOrder, aWorkflow, aWorkflowWithOrder, TICK } from "@bellwether/functions/testing";
import { simulatedMarket } from "@bellwether/markets/simulated";
import { afterEach, describe, expect, it } from "vitest";
import { commandHarness } from "./command-harness.ts";

const market = simulatedMarket({ seed: "api" });
const NOW = fromIso("2026-09-23T09:01:00Z");

let harness: Awaited<ReturnType<typeof commandHarness>>;
afterEach(() => harness.stop());

describe("score", () => {
  it("shows the outcomes of each workflow's orders, with the numbers behind them", async () => {
    harness = await commandHarness({ market });
    harness.clock.now = NOW;
    for (const [id, spread] of [
      ["00000000-0000-4000-8000-000000000001", 100],
      ["00000000-0000-4000-8000-000000000002", 0.5],
    ] as const) {
      const conditions = [
        {
          indicator: { name: "ma50", ut: "h1" },
          close: { direction: "below", ut: "h1", spread },
          element: null,
        },
      ] as const;
      const over = { id, name: `spread ${spread}`, index: "CAC40.I", cfd: "FRA40.I" };
      harness.workflowItems.set(id, aWorkflow({ ...over, conditions: [...conditions] }));
    }
    const { code, out } = await harness.run("score");
    expect(code).toBe(0);
    expect(out).toMatch(/^spread 100 +\d\d+ +\d+ % \(of \d+\) +\d+ % \(of \d+\)/m);
    expect(out).toMatch(/^spread 0\.5 +\d+ +too few to say \(\d+\)/m);
    expect(out).toContain("from 2026-08-24 09:01Z to 2026-09-23 09:01Z");
    expect(out).toContain("before costs; no broker filled it");
    const period = ["--from", "2026-09-01", "--to", "2026-09-02"];
    expect((await harness.run("score", ...period)).out).toContain(
      "from 2026-09-01 00:00Z to 2026-09-02 23:59Z",
    );
  });

  it("prints points with the decimals of the instrument", async () => {
    const findInstrument = async (code: string) => ({
      ...(await market.findInstrument(code)),
      decimals: 4,
    });
    harness = await commandHarness({ market: { ...market, findInstrument } });
    harness.clock.now = NOW;
    const [condition] = aWorkflow().conditions;
    const conditions = [{ ...condition, close: { ...condition.close, spread: 100 } }] as const;
    const over = { index: "CAC40.I", cfd: "FRA40.I", conditions: [...conditions] };
    harness.workflowItems.set(aWorkflow().id, aWorkflow(over as Parameters<typeof aWorkflow>[0]));
    expect((await harness.run("score")).out).toMatch(/[+\u2212-]\d+\.\d{4} /);
  });
});

describe("the orders of a workflow", () => {
  const given = (readCandles: () => Promise<never[]>) => {
    const order = anOrder({ placed_at: TICK - 7_200 });
    harness.orderItems.set(order.id, order);
    harness.workflowItems.set(aWorkflow().id, aWorkflowWithOrder(TICK - 7_200));
    Object.assign(harness.deps.market, { readCandles });
  };
  const orders = () => harness.run("orders", "--workflow", aWorkflow().name);

  it("are shown with their outcomes", async () => {
    harness = await commandHarness();
    given(async () => []);
    expect((await orders()).out).toMatch(/SELL.*7983\.00 +not filled so far/);
    expect((await harness.run("orders")).out).toMatch(/SELL.*7983\.00 +not filled so far/);
  });

  it("are shown without outcomes while the market is unavailable", async () => {
    harness = await commandHarness();
    given(() => Promise.reject(new Error("down")));
    for (const { code, out } of [await orders(), await harness.run("orders")]) {
      expect(code).toBe(0);
      expect(out).toMatch(/SELL.*7983\.00 *$/m);
      expect(out).toMatch(/^Outcomes are not known: .+$/m);
    }
  });
});
