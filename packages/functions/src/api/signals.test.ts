import { signalRowOf } from "@bellwether/core/projection";
import { beforeEach, describe, expect, it } from "vitest";
import { anOrder, aWorkflow, TICK } from "../testing/sample.ts";
import { apiHarness, emptyMarket } from "./api-harness.ts";

const HALF_HOUR = 1_800;

type Page = {
  signals: { id: string; workflow_name: string }[];
  problems: string[];
  next_cursor: string | null;
};

describe("the signals of all workflows", () => {
  let api: ReturnType<typeof apiHarness>;
  beforeEach(() => {
    api = apiHarness();
    api.clock.now = TICK + 5 * HALF_HOUR;
    for (const [step, over] of [
      {},
      { dry_run: true },
      { order_direction: "BUY" as const },
    ].entries()) {
      const order = anOrder({ placed_at: TICK + step * HALF_HOUR, ...over });
      api.signalItems.set(order.id, signalRowOf(order));
    }
  });

  const page = async (query = "") => (await api.send(`/signals${query}`)).json as Page;
  const steps = ({ signals }: Page) =>
    signals.map(({ id }) => (Number(id.split(".").at(-1)) - TICK) / HALF_HOUR);

  it("are paged, newest first", async () => {
    const first = await page("?limit=2");
    expect(steps(first)).toEqual([2, 1]);
    expect(first.signals[0]?.workflow_name).toBe(aWorkflow().name);
    expect(first.signals[0]).not.toHaveProperty("ttl");
    const rest = await page(`?limit=2&cursor=${first.next_cursor}`);
    expect(steps(rest)).toEqual([0]);
    expect(rest.next_cursor).toBeNull();
  });

  it("can be filtered", async () => {
    expect(steps(await page("?dry_run=true"))).toEqual([1]);
    expect(steps(await page("?order_direction=BUY"))).toEqual([2]);
    expect(steps(await page("?order_code=NONE"))).toEqual([]);
    expect((await api.send("/signals?order_direction=HOLD")).status).toBe(400);
    expect((await api.send("/signals?limit=501")).status).toBe(400);
  });

  it("expire after seven days, and are listed as problems when they cannot be read", async () => {
    const row = signalRowOf(anOrder({ placed_at: TICK + 3 * HALF_HOUR }));
    api.signalItems.set("damaged", { ...row, order_price: "much" } as never);
    const { problems } = await page();
    expect(problems).toEqual([expect.stringContaining("order_price")]);
    api.clock.now = TICK + 7 * 86_400 + 10 * HALF_HOUR;
    expect(await page()).toMatchObject({ signals: [], problems: [] });
  });

  it("answer 304 to a client that has the current list", async () => {
    const etag = (await api.send("/signals")).headers.get("etag") ?? "";
    api.clock.now += 1;
    const again = await api.send("/signals", { headers: { "If-None-Match": etag } });
    expect(again.status).toBe(304);
  });

  it("have outcomes, with one market read for each instrument", async () => {
    const asked: string[] = [];
    const start = TICK + HALF_HOUR;
    const candle = { start, open: 7_512, high: 7_520, low: 7_500, close: 7_510 };
    api = apiHarness({
      market: {
        ...emptyMarket,
        readCandles: async ({ code }) => {
          asked.push(code);
          return [candle];
        },
      },
    });
    api.clock.now = TICK + 5 * HALF_HOUR;
    for (const step of [0, 1]) {
      const order = anOrder({ placed_at: TICK + step * HALF_HOUR });
      api.signalItems.set(order.id, signalRowOf(order));
    }
    const { json } = await api.send("/signals/outcomes?limit=2");
    const { outcomes } = json as { outcomes: { id: string; outcome: { kind: string } }[] };
    expect(outcomes).toHaveLength(2);
    expect(outcomes[0]?.outcome.kind).toMatch(/^(waiting|not_filled|filled)$/);
    expect(asked).toEqual(["FRA40.I"]);
  });
});
