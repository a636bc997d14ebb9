import { decodeInstants, problemSchema, workflowDetailSchema } from "@bellwether/core/api";
import { MarketError } from "@bellwether/core/market";
import { describe, expect, it } from "vitest";
import { aDraft, aWorkflow, TICK } from "../testing/sample.ts";
import { anInstrument, apiHarness, emptyMarket } from "./api-harness.ts";

const draft = aDraft();
const backwards = { ...draft, trigger: { ...draft.trigger, location: "higher" } };

/** A market that knows but the index. */
const partly = {
  ...emptyMarket,
  findInstrument: async (code: string) => {
    if (code === draft.index) return anInstrument({ code });
    throw new MarketError("unknown-instrument", `no ${code}`, { retryable: false });
  },
};

function given(market = emptyMarket) {
  const { send, workflowItems } = apiHarness({ market });
  const stored = aWorkflow();
  const create = (body: unknown) => send("/workflows", { method: "POST", body });
  const edit = (body: unknown) => {
    workflowItems.set(stored.id, stored);
    const headers = { "if-match": '"1"' };
    return send(`/workflows/${stored.id}`, { method: "PUT", body, headers });
  };
  return { create, edit, workflowItems };
}

const errorsOf = (json: unknown) => problemSchema.parse(json).errors;
const warningsOf = (json: unknown) => workflowDetailSchema.parse(decodeInstants(json)).warnings;

describe("a workflow that can never signal", () => {
  it.each(["create", "edit"] as const)("is rejected, with the field, on %s", async (write) => {
    const reply = await given()[write](backwards);
    expect(reply.status).toBe(422);
    expect(errorsOf(reply.json)).toMatchObject([{ field: "trigger.location" }]);
  });

  it("can be disabled", async () => {
    const reply = await given().edit({ ...backwards, enable: false });
    expect(reply.status).toBe(200);
    expect(warningsOf(reply.json)).toMatchObject([{ field: "trigger.location" }]);
  });

  it("is accepted with a warning when it signals only by coincidence", async () => {
    const [condition] = draft.conditions;
    const conditions = [{ ...condition, close: { ...condition.close, spread: 0 } }];
    const { json, status } = await given().create({ ...draft, conditions });
    expect(status).toBe(201);
    expect(warningsOf(json)).toMatchObject([{ field: "conditions.0.close.spread" }]);
  });
});

describe("a channel that is not configured", () => {
  it("is accepted with a warning, because another deployment may have it", async () => {
    const { json, status } = await given().create({ ...draft, notify: ["email"] });
    expect(status).toBe(201);
    expect(warningsOf(json)).toMatchObject([{ field: "notify" }]);
  });

  it("is an error when there is no such channel", async () => {
    const { json, status } = await given().create({ ...draft, notify: ["pigeon"] });
    expect(status).toBe(422);
    expect(errorsOf(json)).toMatchObject([{ field: "notify.0" }]);
  });
});

describe("an instrument that the market does not list", () => {
  it.each(["create", "edit"] as const)("is rejected, with the field, on %s", async (write) => {
    const reply = await given(partly)[write](draft);
    expect(reply.status).toBe(422);
    expect(errorsOf(reply.json)).toEqual([
      { field: "cfd", reason: `the market does not list ${draft.cfd}` },
    ]);
  });

  it("does not prevent disabling its workflow", async () => {
    expect((await given(partly).edit({ ...draft, enable: false })).status).toBe(200);
  });

  it("is accepted while the market is unavailable", async () => {
    expect((await given().create(draft)).status).toBe(201);
  });
});

describe("a workflow whose is_us contradicts the session of its instrument", () => {
  const inNewYork = {
    ...emptyMarket,
    findInstrument: async (code: string) => anInstrument({ code, market: "us" }),
  };
  const onUs500 = { ...draft, index: "SP500.I", cfd: "US500.I" };

  it.each(["create", "edit"] as const)(
    "is rejected, with the correct is_us, on %s",
    async (write) => {
      const reply = await given(inNewYork)[write](onUs500);
      expect(reply.status).toBe(422);
      expect(errorsOf(reply.json)).toEqual([
        { field: "is_us", reason: "US500.I trades in New York hours: is_us must be true" },
      ]);
    },
  );

  it("is accepted when they agree, or when the code names the exchange", async () => {
    const { create } = given(inNewYork);
    expect((await create({ ...onUs500, is_us: true })).status).toBe(201);
    expect((await create({ ...draft, name: "SPY", cfd: "SPY:arcx" })).status).toBe(201);
  });
});

describe("an offset that puts the order beyond what is proposed", () => {
  /** The default offset is 1, and the instrument trades at 0.02. */
  const cheap = {
    ...emptyMarket,
    findInstrument: async (code: string) => anInstrument({ code, tick_size: 0.00001 }),
    readCandles: async () => [{ start: TICK - 60, open: 0.02, high: 0.02, low: 0.02, close: 0.02 }],
  };
  const far = { field: "trigger.offset", reason: expect.stringContaining("trades at 0.02") };

  it.each(["create", "edit"] as const)("is a warning on %s", async (write) => {
    const { json, status } = await given(cheap)[write](draft);
    expect(status).toBeLessThan(300);
    expect(warningsOf(json)).toEqual([far]);
  });

  it("is a warning in the form", async () => {
    const { send } = apiHarness({ market: cheap });
    const body = { workflow: draft };
    const { json } = await send("/workflows/preview", { method: "POST", body });
    expect(json).toMatchObject({ problems: [], warnings: [far] });
  });

  it("is not read from the market where the price step excludes it", async () => {
    const coarse = async (code: string) => anInstrument({ code, tick_size: 0.1 });
    const { json } = await given({ ...cheap, findInstrument: coarse }).create(draft);
    expect(warningsOf(json)).toEqual([]);
  });

  it("is unknown while the market has no price", async () => {
    const { json } = await given({ ...cheap, readCandles: async () => [] }).create(draft);
    expect(warningsOf(json)).toEqual([]);
  });
});
