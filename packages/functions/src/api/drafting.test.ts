import { decodeInstants, draftPreviewSchema, instrumentListSchema } from "@bellwether/core/api";
import { fromIso } from "@bellwether/core/time";
import { simulatedMarket } from "@bellwether/markets/simulated";
import { beforeEach, describe, expect, it } from "vitest";
import { aDraft } from "../testing/sample.ts";
import { apiHarness, emptyMarket } from "./api-harness.ts";

const NOW = fromIso("2026-09-16T13:42:00Z");
const market = simulatedMarket({ seed: 1 });

let harness: ReturnType<typeof apiHarness>;
beforeEach(() => {
  harness = apiHarness({ market, marketNow: () => NOW });
});

const listed = async (query: string) =>
  instrumentListSchema.parse(decodeInstants((await harness.send(`/instruments?${query}`)).json));

describe("the instruments of the market", () => {
  it("are found by code or name, with session and last price", async () => {
    const { instruments } = await listed("query=dax");
    expect(instruments.map(({ code }) => code)).toEqual(["DAX.I"]);
    expect(instruments[0]).toMatchObject({ name: expect.stringContaining("DAX"), market: "eu" });
    expect(instruments[0]?.price).toBeGreaterThan(1_000);
    const byName = await listed("query=credit");
    expect(byName.instruments.map(({ code }) => code)).toEqual(["ACA:xpar"]);
  });

  it("are looked up by code, and unknown codes are reported", async () => {
    const { instruments, unknown } = await listed("codes=DAX.I,NOPE.I,FRA40.I");
    expect(instruments.map(({ code }) => code)).toEqual(["DAX.I", "FRA40.I"]);
    expect(unknown).toEqual(["NOPE.I"]);
  });

  it("are found without a price while the market has none", async () => {
    const silent = { ...market, readCandles: emptyMarket.readCandles };
    harness = apiHarness({ market: silent, marketNow: () => NOW });
    expect((await listed("query=dax")).instruments[0]).toMatchObject({ price: null, start: null });
  });

  it("are listed up to a limit", async () => {
    expect((await harness.send("/instruments")).status).toBe(400);
    const codes = Array.from({ length: 65 }, (_, nth) => `C${nth}`).join(",");
    expect((await harness.send(`/instruments?codes=${codes}`)).status).toBe(400);
  });
});

describe("the preview of an unsaved workflow", () => {
  const preview = async (over: Parameters<typeof aDraft>[0]) => {
    const workflow = aDraft({ index: "CAC40.I", cfd: "FRA40.I", ...over });
    const reply = await harness.send("/workflows/preview", { method: "POST", body: { workflow } });
    return draftPreviewSchema.parse(decodeInstants(reply.json));
  };

  it("has the current values and the proposed order, and stores nothing", async () => {
    const { problems, explain } = await preview({ enable: false });
    expect(problems).toEqual([]);
    expect(explain?.explanation?.conditions[0].indicator?.value).toBeGreaterThan(1_000);
    expect(explain?.explanation?.conditions[0].condition_candle?.close).toBeGreaterThan(1_000);
    expect(explain?.proposal).toMatchObject({ order_price: expect.any(Number) });
    expect(harness.workflowItems.size).toBe(0);
  });

  it("reports an unknown code and a wrong session", async () => {
    expect(await preview({ index: "NOPE.I" })).toMatchObject({
      problems: [{ field: "index", reason: "the market does not list NOPE.I" }],
      explain: null,
    });
    expect((await preview({ is_us: true })).problems).toMatchObject([{ field: "is_us" }]);
  });

  it("warns about a workflow that hardly signals", async () => {
    const [condition] = aDraft().conditions;
    const close = { ...condition.close, spread: 0 };
    const indicator = { name: "ma50", ut: "h1" } as const;
    const { warnings, problems } = await preview({
      conditions: [{ indicator, close, element: null }],
    });
    expect(problems).toEqual([]);
    expect(warnings).toMatchObject([{ field: "conditions.0.close.spread" }]);
  });
});
