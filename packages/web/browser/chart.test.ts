import { describe, expect, inject, it } from "vitest";
import * as z from "zod";
import { apiOf } from "./support/api.ts";
import {
  addressOf,
  answersTo,
  changeAnswers,
  orderOf,
  rowLink,
  rowsOf,
  useBrowser,
} from "./support/browser.ts";
import { BUY, drawnOn, LINES, SELL, TEXT } from "./support/drawn.ts";

const url = inject("url");
const api = apiOf(url);
const { open, newPage } = useBrowser(url);

const ALWAYS = "DAX always in its zone";
const [BLUE, YELLOW, VIOLET] = LINES;

describe("the chart", () => {
  it("is loaded with the dialog, not with the page", async () => {
    const page = await newPage();
    const scripts: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("chart-canvas")) scripts.push(request.url());
    });
    await page.goto("/");
    await rowsOf(page).first().waitFor();
    expect(scripts).toEqual([]);
    await rowLink(page, ALWAYS).click();
    await page.getByRole("img", { name: /^Chart of DAX\.I/ }).waitFor();
    expect(scripts.length).toBeGreaterThan(0);
  });

  it.each([
    // The zone covers all prices: its edges are out of view and do not flatten the candles.
    [ALWAYS, /Zone/i, []],
    ["DAX under its 50-hour average", /average/i, [BLUE]],
    ["CAC at its lower band", /band/i, [BLUE, YELLOW]],
    ["CAC combo", /average.*Upper.*Lower/, [BLUE, YELLOW, VIOLET]],
    ["DAX rising line", /line/i, []],
    ["DAX at 22600, switched off", /22,600\.00/, []],
  ])("draws candles, the indicator and the orders of %s", async (name, line, lineColours) => {
    const { id } = await api.find(name);
    const page = await newPage();
    // A signal that arrives meanwhile is one more.
    const charts = answersTo(
      page,
      ({ pathname }) => pathname.endsWith("/candles"),
      z.object({ orders: z.array(z.unknown()) }),
    );
    await page.goto(`/workflows/${id}`);
    const chart = page.getByRole("img", { name: /^Chart of/ });
    await chart.waitFor();
    const words = (await chart.getAttribute("aria-label")) ?? "";
    expect(words).toMatch(/\d+ candles from/);
    expect(words).toMatch(line);
    await expect
      .poll(async () => {
        const [, marked] =
          /(\d+) orders? marked/.exec((await chart.getAttribute("aria-label")) ?? "") ?? [];
        return charts.some(({ orders }) => orders.length === Number(marked));
      })
      .toBe(true);
    // The green and red of the candles, and one colour for each line.
    for (const colour of [BUY, SELL, ...lineColours]) {
      await expect.poll(async () => (await drawnOn(chart, [colour]))[colour]?.pixels).not.toBe(0);
    }
    await page.getByText("TradingView Lightweight Charts™").waitFor();
  });

  it("marks the candle of the order selected in the history", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await open(`/workflows/${id}`);
    const chart = page.getByRole("img", { name: /^Chart of/ });
    await chart.waitFor();
    const marked = async () => (await drawnOn(chart, [TEXT]))[TEXT]?.pixels ?? 0;
    expect(await marked()).toBe(0);
    const order = await orderOf(page, 4);
    await order.click();
    await expect.poll(marked).toBeGreaterThan(20);
    await order.click();
    await expect.poll(marked).toBe(0);
  });

  it("selects the order whose candle is clicked, in the history too", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await open(`/workflows/${id}`);
    const chart = page.getByRole("img", { name: /^Chart of/ });
    await chart.waitFor();
    const history = page.getByRole("region", { name: "Order history" });
    await history.locator("tbody tr").first().waitFor();
    const selected = history.locator('[aria-pressed="true"]');
    await expect.poll(() => selected.count()).toBe(0);
    const box = await chart.boundingBox();
    // The last candle, or the one that is still forming, is left of the axis.
    for (let back = 90; back < 700 && (await selected.count()) === 0; back += 4) {
      await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) - back, (box?.y ?? 0) + 150);
    }
    await expect.poll(() => selected.count()).toBe(1);
    expect(addressOf(page)).toContain("at=2026-");
  });

  it("shows the prices and the indicator of the candle under the crosshair in its legend", async () => {
    const { id } = await api.find("DAX under its 50-hour average");
    const page = await open(`/workflows/${id}`);
    const chart = page.getByRole("img", { name: /^Chart of/ });
    await chart.waitFor();
    const legend = page.getByRole("figure").locator("figcaption");
    await legend.getByText(/50-period average [\d,.]+/).waitFor();
    const values = async () => {
      const text = await legend.innerText();
      const candle = /O ([\d,.]+) H ([\d,.]+) L ([\d,.]+) C ([\d,.]+)/.exec(text)?.slice(1);
      const average = /50-period average ([\d,.]+)/.exec(text)?.[1];
      expect([candle?.length, average]).toEqual([4, expect.any(String)]);
      return { candle, average };
    };
    const last = await values();
    await chart.hover({ position: { x: 120, y: 100 } });
    await expect.poll(async () => (await values()).candle).not.toEqual(last.candle);
    await expect.poll(async () => (await values()).average).not.toBe(last.average);
  });

  it("gives each line of five conditions another colour, on the chart and in the legend", async () => {
    const name = "DAX with five conditions";
    const { id: other } = await api.find(ALWAYS);
    const answer = await fetch(`${url}/api/workflow/workflows/${other}/candles?ut=h1`);
    const { candles } = (await answer.json()) as { candles: { close: number }[] };
    const near = candles.at(-1)?.close ?? 0;
    await api.importYaml(fiveConditions(name, near));
    const { id } = await api.find(name);
    const page = await open(`/workflows/${id}`);
    const chart = page.getByRole("img", { name: /^Chart of/ });
    await chart.waitFor();
    const swatches = page.getByRole("figure").locator("figcaption i");
    await expect.poll(() => swatches.count()).toBe(8);
    const colours = await swatches.evaluateAll((all) =>
      all.map((each) => getComputedStyle(each).backgroundColor),
    );
    // The two edges of the zone share one.
    expect(new Set(colours).size).toBe(7);
    // The seventh is the grey of the axis, so it proves nothing on the chart.
    for (const colour of LINES.slice(0, 6)) {
      await expect
        .poll(async () => (await drawnOn(chart, [colour]))[colour]?.pixels)
        .toBeGreaterThan(0);
    }
    await api.remove(id, page);
  });

  it("lets the wheel scroll the dialog, over the chart and over the tables", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await open(`/workflows/${id}`);
    const dialog = page.getByRole("dialog", { name: ALWAYS });
    const chart = page.getByRole("img", { name: /^Chart of/ });
    await chart.waitFor();
    const rows = dialog.getByRole("region", { name: "Order history" }).locator("tbody tr");
    await expect.poll(() => rows.count()).toBe(20);
    const topOfChart = () => chart.evaluate((element) => element.getBoundingClientRect().top);
    await chart.hover();
    await page.mouse.wheel(0, 600);
    await expect.poll(topOfChart).toBeLessThan(0);
    const before = await topOfChart();
    await rows.first().hover();
    await page.mouse.wheel(0, 200);
    await expect.poll(topOfChart).toBeLessThan(before);
    // Nothing within it scrolls up and down by itself.
    const scrolling = await dialog.evaluate(
      (element) =>
        [...element.querySelectorAll("*")].filter(
          (each) =>
            ["auto", "scroll"].includes(getComputedStyle(each).overflowY) &&
            each.scrollHeight > each.clientHeight + 1,
        ).length,
    );
    expect(scrolling).toBe(1);
  });

  it("changes its unit time", async () => {
    const { id } = await api.find("CAC at its lower band");
    const page = await open(`/workflows/${id}`);
    const chart = page.getByRole("img", { name: /^Chart of/ });
    await chart.waitFor();
    const hourly = await chart.getAttribute("aria-label");
    await page.getByRole("button", { name: "Daily" }).click();
    await expect.poll(() => chart.getAttribute("aria-label")).not.toBe(hourly);
  });

  it("dates weeks by their Monday, even where it was still Sunday at the exchange", async () => {
    const { id } = await api.find("Nasdaq always in its zone, dry");
    const page = await open(`/workflows/${id}`);
    const chart = page.getByRole("img", { name: /^Chart of/ });
    await chart.waitFor();
    const answer = page.waitForResponse((response) => response.url().includes("ut=weekly"));
    await page.getByRole("button", { name: "Weekly" }).click();
    const { candles } = (await (await answer).json()) as { candles: { start: string }[] };
    const monday = new Date(candles.at(-1)?.start ?? "");
    expect(monday.getUTCDay()).toBe(1);
    const words = ` to ${String(monday.getUTCDate()).padStart(2, "0")} `;
    await expect.poll(() => chart.getAttribute("aria-label")).toContain(words);
  });
});

it("draws a replay on the chart, and sums it up", async () => {
  const { id } = await api.find(ALWAYS);
  const page = await open(`/workflows/${id}`);
  const panel = page.getByRole("region", { name: /^Chart of/ });
  const chart = panel.getByRole("img");
  await chart.waitFor();
  await expect.poll(async () => (await drawnOn(chart, [BUY]))[BUY]?.pixels).toBeGreaterThan(0);
  const before = (await drawnOn(chart, [BUY]))[BUY]?.pixels ?? 0;
  const replay = panel.getByRole("button", { name: "Replay 30 days" });
  await replay.click();
  await expect.poll(() => replay.getAttribute("aria-pressed")).toBe("true");
  await panel
    .getByText(/^\d+ signals?[:,].*Circles are what the rule would have proposed/)
    .waitFor();
  await panel.getByText(/^\d+ orders marked, \d+ signals of the replay$/).waitFor();
  // A circle for each candle of the days before the orders.
  await expect
    .poll(async () => (await drawnOn(chart, [BUY]))[BUY]?.pixels)
    .toBeGreaterThan(before + 200);
});

it("shows the instrument that is ordered as well as the index", async () => {
  const { id } = await api.find(ALWAYS);
  const page = await open(`/workflows/${id}`);
  await page.getByRole("img", { name: /^Chart of DAX\.I/ }).waitFor();
  await page.getByRole("button", { name: "GER40.I", exact: true }).click();
  await page.getByRole("img", { name: /^Chart of GER40\.I/ }).waitFor();
  await expect.poll(() => page.getByRole("heading", { name: "Chart of GER40.I" }).count()).toBe(1);
});

it("draws the order that would be proposed now, not the last order", async () => {
  const { id } = await api.find("CAC never in its zone");
  expect((await api.history(id, 1)).total_count).toBe(0);
  const page = await open(`/workflows/${id}`);
  const chart = page.getByRole("img", {
    name: /would propose [\d,.]+, [\d.]+ % away \(sell 1, stop\)/,
  });
  await chart.waitFor();
  const [, proposed] =
    /would propose ([\d,.]+),/.exec((await chart.getAttribute("aria-label")) ?? "") ?? [];
  await page.getByRole("figure").getByText(`Would propose ${proposed}`).waitFor();
});

it("draws the proposed order as a line at its price, and none while an earlier run is explained", async () => {
  const { id } = await api.find("CAC never in its zone");
  const page = await open(`/workflows/${id}`);
  const chart = page.getByRole("img", { name: /would propose/ });
  await chart.waitFor();
  const widest = async () =>
    (await drawnOn(page.getByRole("img", { name: /^Chart of/ }), [SELL]))[SELL]?.widest ?? 0;
  // A dashed line: about half of the row.
  await expect.poll(widest).toBeGreaterThan(0.4);
  await page.getByRole("button", { name: "Run before" }).click();
  await expect.poll(widest).toBeLessThan(0.4);
});

it("the chart states when it does not show every order", async () => {
  const { id } = await api.find(ALWAYS);
  const page = await newPage();
  await changeAnswers(page, `**/${id}/candles?*`, () => ({ more_orders: 240 }));
  await page.goto(`/workflows/${id}`);
  const words = page.getByRole("figure").getByText(/^newest \d+ of \d+ orders marked$/);
  const [marked, all] = ((await words.innerText()).match(/\d+/g) ?? []).map(Number);
  expect((all ?? 0) - (marked ?? 0)).toBe(240);
});

it("the chart shows the order and its outcome for the candle under the crosshair", async () => {
  const { id } = await api.find(ALWAYS);
  const page = await open(`/workflows/${id}`);
  const chart = page.getByRole("img", { name: /^Chart of/ });
  await chart.waitFor();
  const legend = page.getByRole("figure").locator("figcaption");
  const box = await chart.boundingBox();
  for (let back = 90; back < 400; back += 6) {
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) - back, (box?.y ?? 0) + 100);
    if (/Buy 1 @ [\d,.]+, (filled|not filled)/.test(await legend.innerText())) return;
  }
  await expect.poll(() => legend.innerText()).toMatch(/Buy 1 @/);
});

it("fills a zone, and does not flatten the candles to show a distant level", async () => {
  // Its zone reaches from 0 to 1,000,000.
  const { id } = await api.find(ALWAYS);
  const page = await open(`/workflows/${id}`);
  const chart = page.getByRole("img", { name: /^Chart of/ });
  await chart.waitFor();
  const seen = () =>
    chart.evaluate((element) => {
      const canvas = [...element.querySelectorAll("canvas")].toSorted(
        (one, other) => other.width * other.height - one.width * one.height,
      )[0]!;
      const { width, height } = canvas;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, width, height);
      const rows = new Set<number>();
      let filled = 0;
      for (let place = 0; place < data.length; place += 4) {
        const [red = 0, green = 0, blue = 0] = data.slice(place, place + 3);
        if (red === 63 && green === 185 && blue === 80) rows.add(Math.floor(place / 4 / width));
        if (red < 40 && blue > 45 && blue < 70) filled += 1;
      }
      return { filled: filled / (width * height), tall: rows.size / height };
    });
  await expect.poll(async () => (await seen()).filled).toBeGreaterThan(0.5);
  await expect.poll(async () => (await seen()).tall).toBeGreaterThan(0.3);
});

/** With seven colours: three lines of the combo, an average, two levels, and the edges of a zone. */
function fiveConditions(name: string, near: number): string {
  const level = (points: number) => `
    - indicator: {name: polarite, ut: h1, value: ${near + points}}
      close: {direction: above, ut: h1, spread: 30}`;
  return `- name: ${name}
  index: DAX.I
  cfd: GER40.I
  enable: false
  dry_run: true
  match: all
  conditions:
    - indicator: {name: combo, ut: h1}
      close: {direction: above, ut: h1, spread: 0}
    - indicator: {name: ma7, ut: h1}
      close: {direction: above, ut: h1, spread: 10}${level(5)}${level(-5)}
    - indicator: {name: zone, ut: h1, value: ${near - 20}, zone_value: ${near + 20}}
      close: {direction: above, ut: h1, spread: 0}
  trigger: {ut: h1, signal: breakout, location: higher, order_direction: buy, quantity: 1}
`;
}
