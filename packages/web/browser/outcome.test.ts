import { readFile } from "node:fs/promises";
import { expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { changeAnswers, useBrowser } from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { open, newPage } = useBrowser(url);

const ALWAYS = "DAX always in its zone";
const OUTCOME =
  /^(filled at [\d,.]+, ([+−]?[\d,.]+ after 1 d|open, [+−]?[\d,.]+ so far)|not filled( so far)?)$/;

it("the history shows the outcome of each order, and its horizons on hover", async () => {
  const { id } = await api.find(ALWAYS);
  const page = await open(`/workflows/${id}`);
  const history = page.getByRole("region", { name: "Order history" });
  const cells = history.locator("tbody tr td:nth-child(5)");
  await expect.poll(async () => (await cells.allInnerTexts()).filter(Boolean).length).toBe(20);
  for (const text of await cells.allInnerTexts()) expect(text).toMatch(OUTCOME);
  const filled = cells.getByText(/^filled at .* so far$/).first();
  await expect
    .poll(() => filled.locator("xpath=self::*").getAttribute("title"))
    .toMatch(
      /After 1 h .*5 d not yet; best .*, worst .*; in points, before costs; no broker filled it/,
    );
});

it("the page of orders shows outcomes and includes them in the CSV", async () => {
  const page = await open("/orders");
  const cells = page.locator('main tbody td[data-label="Outcome"]');
  await expect.poll(() => cells.first().innerText()).toMatch(OUTCOME);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download CSV" }).click(),
  ]);
  const csv = await readFile(await download.path(), "utf8");
  const [head, row] = csv.split("\r\n");
  expect(head).toContain("dry_run,outcome,filled_at,fill_price,points_after_1h");
  expect(row).toMatch(/,(true|false),(waiting|filled|not_filled),/);
});

it("has the score of thirty days with the number behind each figure, and computes it on demand", async () => {
  const { id } = await api.find(ALWAYS);
  const page = await open(`/workflows/${id}`);
  const panel = page.getByRole("region", { name: /^Score of 30 days/ });
  await panel.getByRole("button", { name: /^Compute/ }).click();
  await panel.getByText(/^Replaying the last 30 days, \d+ s$/).waitFor();
  await expect
    .poll(() => panel.getByRole("progressbar", { name: "Replaying" }).isVisible())
    .toBe(true);
  await panel.getByText(/^What the rule proposed from/).waitFor();
  const text = await panel.innerText();
  expect(text).toMatch(/Signals\s+\d+/);
  expect(text).toMatch(/Filled\s+\d+ % \(of \d+\)/);
  expect(text).toMatch(/Gained after 1 d\s+\d+ % \(of \d+\)/);
  expect(text).toMatch(/Median points\s+[+−]?[\d,.]+ \(of \d+\)/);
  expect(text).toMatch(/Worst points\s+[+−]?[\d,.]+ \(of \d+\)/);
  expect(text).toContain("Before costs; no broker filled any of it.");
});

it("a score states that fewer than ten filled orders are too few", async () => {
  const { id } = await api.find("CAC never in its zone");
  const page = await open(`/workflows/${id}`);
  const panel = page.getByRole("region", { name: /^Score of 30 days/ });
  await panel.getByRole("button", { name: /^Compute/ }).click();
  await expect.poll(() => panel.innerText()).toMatch(/Filled\s+too few to say \(0\)/);
});

it("draws a replay on the chart, and sums it up", async () => {
  const { id } = await api.find("CAC at its lower band");
  const page = await open(`/workflows/${id}`);
  const chart = page.getByRole("region", { name: /^Chart of/ });
  await chart.getByRole("img").waitFor();
  const replay = chart.getByRole("button", { name: "Replay 30 days" });
  await replay.click();
  await expect.poll(() => replay.getAttribute("aria-pressed")).toBe("true");
  await chart
    .getByText(/^\d+ signals?[:,].*Circles are what the rule would have proposed/)
    .waitFor();
});

it("shows the instrument that is ordered as well as the index", async () => {
  const { id } = await api.find(ALWAYS);
  const page = await open(`/workflows/${id}`);
  await page.getByRole("img", { name: /^Chart of DAX\.I/ }).waitFor();
  await page.getByRole("button", { name: "GER40.I", exact: true }).click();
  await page.getByRole("img", { name: /^Chart of GER40\.I/ }).waitFor();
  await expect.poll(() => page.getByRole("heading", { name: "Chart of GER40.I" }).count()).toBe(1);
});

it("draws what would be proposed now, which is not the last order", async () => {
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

it("fills a zone, and never flattens the candles for a level that is far away", async () => {
  // Its zone reaches from 0 to 1,000,000.
  const { id } = await api.find(ALWAYS);
  const page = await open(`/workflows/${id}`);
  const chart = page.getByRole("img", { name: /^Chart of/ });
  await chart.waitFor();
  const seen = await chart.evaluate((element) => {
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
  expect(seen.filled).toBeGreaterThan(0.5);
  expect(seen.tall).toBeGreaterThan(0.3);
});

it("says which parts of a combo hold", async () => {
  const { id } = await api.find("CAC combo");
  const page = await open(`/workflows/${id}`);
  const parts = page.getByRole("region", { name: /^Why it/ }).getByRole("listitem");
  await expect.poll(() => parts.count()).toBeGreaterThanOrEqual(5);
  const texts = await parts.allInnerTexts();
  for (const text of texts.slice(0, 5)) expect(text).toMatch(/^(holds|no|no trend)\s/);
  expect(texts.slice(0, 5).join()).toContain("at least one Bollinger band is flat");
});
