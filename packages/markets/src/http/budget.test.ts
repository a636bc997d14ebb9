import { describe, expect, it } from "vitest";
import { type BudgetOptions, type Priority, requestBudget } from "./budget.ts";
import { testDeps } from "./test-deps.ts";

const MINUTE_MS = 60_000;

function given(options: Partial<BudgetOptions> = {}) {
  const deps = testDeps({ nowMs: 1_000_000 });
  const budget = requestBudget(deps, {
    name: "the charts",
    limit: 10,
    windowMs: MINUTE_MS,
    reservedShare: 0.4,
    maxWaitMs: { engine: 3 * MINUTE_MS, page: 5_000 },
    ...options,
  });
  const takeMany = async (count: number, priority: Priority): Promise<void> => {
    for (let index = 0; index < count; index += 1) await budget.take(1, priority);
  };
  return { deps, budget, takeMany };
}

describe("a request budget", () => {
  it("grants requests at once within the limit", async () => {
    const { deps, takeMany } = given();
    await takeMany(10, "engine");
    expect(deps.slept).toEqual([]);
  });

  it("never spends more than the limit in any window", async () => {
    const { deps, budget } = given();
    const sent: number[] = [];
    for (let index = 0; index < 45; index += 1) {
      await budget.take(1, "engine");
      sent.push(deps.systemNow());
      deps.advance(index % 3 === 0 ? 2_500 : 0);
    }
    const worst = sent.map(
      (start) => sent.filter((at) => at >= start && at < start + MINUTE_MS).length,
    );
    expect(Math.max(...worst)).toBe(10);
  });

  it("counts the weight of a request", async () => {
    const { deps, budget } = given();
    await budget.take(8, "engine");
    await budget.take(3, "engine");
    expect(deps.systemNow()).toBe(1_000_000 + MINUTE_MS);
  });

  it("reserves a part for the engine", async () => {
    const { deps, budget, takeMany } = given();
    await takeMany(6, "page");
    await expect(budget.take(1, "page")).rejects.toMatchObject({
      name: "MarketError",
      code: "budget-exhausted",
      retryable: true,
      message: "the charts allow no more requests for now; this one was not sent",
    });
    await takeMany(4, "engine");
    expect(deps.systemNow()).toBeLessThan(1_000_000 + MINUTE_MS);
  });

  it("serves the engine before the page, each in order of arrival", async () => {
    const { budget, takeMany } = given({
      reservedShare: 0,
      maxWaitMs: { engine: 3 * MINUTE_MS, page: 3 * MINUTE_MS },
    });
    await takeMany(10, "engine");
    const served: string[] = [];
    const ask = async (name: string, priority: Priority): Promise<void> => {
      await budget.take(4, priority);
      served.push(name);
    };
    await Promise.all([
      ask("page 1", "page"),
      ask("page 2", "page"),
      ask("engine 1", "engine"),
      ask("engine 2", "engine"),
    ]);
    expect(served).toEqual(["engine 1", "engine 2", "page 1", "page 2"]);
  });

  it("rejects at once a request that cannot be sent in time", async () => {
    const { deps, budget, takeMany } = given({ maxWaitMs: { engine: 10_000, page: 5_000 } });
    await takeMany(10, "engine");
    await expect(budget.take(1, "engine")).rejects.toMatchObject({ code: "budget-exhausted" });
    expect(deps.slept).toEqual([]);
  });

  it("rejects a request that became late while waiting and serves the next", async () => {
    const { budget, takeMany } = given({ maxWaitMs: { engine: 90_000, page: 90_000 } });
    await takeMany(10, "engine");
    const answers = await Promise.allSettled(
      Array.from({ length: 25 }, () => budget.take(1, "engine")),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    await expect(budget.take(1, "engine")).resolves.toBeUndefined();
  });

  it("adopts a lower remaining budget that the market reports", async () => {
    const { deps, budget } = given();
    budget.observe(0, 20_000);
    await budget.take(1, "engine");
    expect(deps.systemNow()).toBe(1_020_000);
  });

  it("sends nothing during a pause that the market requests", async () => {
    const { deps, budget } = given();
    budget.pause(30_000);
    budget.pause(1_000);
    await budget.take(1, "engine");
    expect(deps.systemNow()).toBe(1_030_000);
  });
});
