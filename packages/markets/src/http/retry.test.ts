import { describe, expect, it } from "vitest";
import { askRepeatedly, retryPolicyOf } from "./retry.ts";
import { testDeps } from "./test-deps.ts";
import { answer, retry, stop, type Verdict } from "./verdict.ts";

const POLICY = { attempts: 4, firstBackoffMs: 100, maxBackoffMs: 300, patienceMs: 10_000 };

/** Runs a request that gets these verdicts, one after the other. */
function asking(verdicts: readonly Verdict<string>[], random = () => 1) {
  const deps = testDeps({ nowMs: 0, random });
  let asked = 0;
  const result = askRepeatedly(deps, POLICY, async () => {
    const verdict = verdicts[asked] ?? stop("unavailable", "asked too often");
    asked += 1;
    return verdict;
  });
  return { deps, result, asked: () => asked };
}

const busy = retry("unavailable", "busy");

describe("retrying", () => {
  it("returns the first success", async () => {
    const { result, deps } = asking([answer("yes")]);
    expect(await result).toBe("yes");
    expect(deps.slept).toEqual([]);
  });

  it("waits longer before each further attempt, up to a bound", async () => {
    const { result, deps } = asking([busy, busy, busy, answer("yes")]);
    expect(await result).toBe("yes");
    expect(deps.slept).toEqual([100, 200, 300]);
  });

  it("waits a random time below the bound, so that clients spread out", async () => {
    const { result, deps } = asking([busy, busy, answer("yes")], () => 0.5);
    await result;
    expect(deps.slept).toEqual([50, 100]);
  });

  it("waits at least as long as the server requests", async () => {
    const { result, deps } = asking([
      retry("budget-exhausted", "slow", { afterMs: 7_000 }),
      answer("yes"),
    ]);
    await result;
    expect(deps.slept).toEqual([7_000]);
  });

  it("does not retry a permanent error", async () => {
    const { result, asked } = asking([stop("unauthorized", "no"), answer("yes")]);
    await expect(result).rejects.toMatchObject({ code: "unauthorized", retryable: false });
    expect(asked()).toBe(1);
  });

  it("gives up after the last attempt, with its reason", async () => {
    const { result, asked } = asking([busy, busy, busy, retry("malformed", "garbled")]);
    await expect(result).rejects.toMatchObject({ code: "malformed", retryable: true });
    expect(asked()).toBe(4);
  });

  it("gives up at once when the requested wait is too long", async () => {
    const { result, deps } = asking([retry("budget-exhausted", "banned", { afterMs: 10_001 })]);
    await expect(result).rejects.toMatchObject({ code: "budget-exhausted" });
    expect(deps.slept).toEqual([]);
  });
});

async function waited(priority: "engine" | "page"): Promise<number> {
  const deps = testDeps({ nowMs: 0, random: () => 0.5 });
  await askRepeatedly(deps, retryPolicyOf(priority), async () => busy).catch(() => {});
  return deps.slept.reduce((sum, each) => sum + each, 0);
}

describe("the engine's retry policy", () => {
  it("survives an outage of a minute and a half", async () => {
    const deps = testDeps({ nowMs: 0, random: () => 1 });
    const answered = askRepeatedly(deps, retryPolicyOf("engine"), async () =>
      deps.systemNow() < 100_000 ? busy : answer("yes"),
    );
    expect(await answered).toBe("yes");
  });

  it("lasts for minutes, the page's for seconds", async () => {
    expect(await waited("engine")).toBeGreaterThan(60_000);
    expect(await waited("page")).toBeLessThan(10_000);
  });
});
