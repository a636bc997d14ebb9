import type { SystemStatus } from "@bellwether/core/api";
import { describe, expect, it } from "vitest";
import { aStatus } from "../../api/api-harness.ts";
import { brieflyCached } from "./brief-cache.ts";

describe("a status that is cached briefly", () => {
  it("is read once for all callers within that time, and again afterwards", async () => {
    const clock = { nowMs: 0 };
    let reads = 0;
    const kept = brieflyCached(
      async () => {
        reads += 1;
        return aStatus();
      },
      { keepMs: 5_000, systemNow: () => clock.nowMs },
    );
    await Promise.all([kept(), kept()]);
    clock.nowMs = 4_999;
    await kept();
    expect(reads).toBe(1);
    clock.nowMs = 5_000;
    await kept();
    expect(reads).toBe(2);
  });

  it("is read again after a failure", async () => {
    let reads = 0;
    const kept = brieflyCached(
      async (): Promise<SystemStatus> => {
        reads += 1;
        if (reads === 1) throw new Error("no answer");
        return aStatus();
      },
      { keepMs: 5_000, systemNow: () => 0 },
    );
    await expect(kept()).rejects.toThrow("no answer");
    expect((await kept()).problems).toEqual([]);
  });
});
