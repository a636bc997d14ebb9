import { decodeInstants, problemSchema, replaySchema } from "@bellwether/core/api";
import { MarketError, type MarketErrorCode } from "@bellwether/core/market";
import { DAY_SECONDS, fromIso, toIso } from "@bellwether/core/time";
import { simulatedMarket } from "@bellwether/markets/simulated";
import { describe, expect, it } from "vitest";
import { replayWorkflow } from "../handler/replay-workflow.ts";
import { aDraft, aWorkflow } from "../testing/sample.ts";
import { apiHarness } from "./api-harness.ts";

const NOW = fromIso("2026-09-23T09:01:00Z");
const market = simulatedMarket({ seed: "api" });
const draft = aDraft({
  index: "CAC40.I",
  cfd: "FRA40.I",
  conditions: [
    {
      indicator: { name: "ma50", ut: "h1" },
      close: { direction: "below", ut: "h1", spread: 100 },
      element: null,
    },
  ],
});

function given(over: Parameters<typeof apiHarness>[0] = {}) {
  const harness = apiHarness({ market, ...over });
  harness.clock.now = NOW;
  const ask = (body: unknown) => harness.send("/replay", { method: "POST", body });
  return { ...harness, ask };
}

describe("a preview", () => {
  it("returns the signals of a replay and stores nothing", async () => {
    const harness = given();
    const from = NOW - 5 * DAY_SECONDS;
    const reply = await harness.ask({ workflow: draft, from: toIso(from), to: toIso(NOW) });
    expect(reply.status).toBe(200);
    const { signals, ...rest } = replaySchema.parse(decodeInstants(reply.json));
    const span = { from, to: NOW };
    const replay = await replayWorkflow({ market }, aWorkflow(draft), span);
    expect(signals.length).toBeGreaterThan(3);
    expect(signals).toEqual(
      replay.signals.map((signal) =>
        expect.objectContaining({ placed_at: signal.placed_at, order_price: signal.order_price }),
      ),
    );
    expect(rest).toEqual({
      price_decimals: replay.price_decimals,
      evaluated: replay.evaluated,
      skipped: replay.skipped,
      as_of: NOW,
    });
    expect([harness.workflowItems.size, harness.orderItems.size, harness.published]).toEqual([
      0,
      0,
      [],
    ]);
  });

  it("covers the week up to now and never the future, even for a disabled workflow", async () => {
    const { ask } = given();
    const plain = await ask({ workflow: { ...draft, enable: false } });
    const future = await ask({
      workflow: draft,
      from: toIso(NOW - 7 * DAY_SECONDS),
      to: "2030-01-01T00:00:00Z",
    });
    expect(plain.status).toBe(200);
    expect(plain.json).toEqual(future.json);
    const { signals } = replaySchema.parse(decodeInstants(plain.json));
    expect(signals.length).toBeGreaterThan(3);
  });

  it.each([
    [{ from: "2026-09-24T00:00:00Z" }, "from", "is not before the end"],
    [{ from: "2026-08-01T00:00:00Z" }, "from", "is more than 31 days before the end"],
    [{ from: "yesterday" }, "from", "must be an instant"],
    [{ workflow: { ...draft, cfd: "NONE.I" } }, "workflow", "NONE.I"],
    [{ workflow: { ...draft, index: "NONE.I" } }, "workflow", "NONE.I"],
    [{ workflow: { ...draft, trigger: null } }, "workflow.trigger", "a mapping of fields"],
    [{ until: "2026-09-23T00:00:00Z" }, "until", "is not a known field"],
  ])("rejects %j with the field", async (over, field, reason) => {
    const reply = await given().ask({ workflow: draft, ...over });
    expect(reply.status).toBe(422);
    expect(problemSchema.parse(reply.json).errors?.[0]).toEqual({
      field,
      reason: expect.stringContaining(reason),
    });
  });

  it.each([
    ["budget-exhausted", "allows no more requests. Try again in a minute."],
    ["unavailable", "The market does not answer. Try again in a moment."],
  ] as const)("fails when the market is %s instead of returning a part", async (code, detail) => {
    const readCandles = async () => {
      throw failure(code);
    };
    const reply = await given({ market: { ...market, readCandles } }).ask({ workflow: draft });
    expect(reply.status).toBe(503);
    expect(problemSchema.parse(reply.json).detail).toBe(detail);
  });
});

function failure(code: MarketErrorCode): MarketError {
  return new MarketError(code, "allows no more requests", { retryable: true });
}
