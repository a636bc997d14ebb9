import { readFile } from "node:fs/promises";
import { expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { useBrowser } from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { open } = useBrowser(url);

const ALWAYS = "DAX always in its zone";
const OUTCOME =
  /^(filled at [\d,.]+, ([+−]?[\d,.]+ after 1 d|open, [+−]?[\d,.]+ so far)|not filled( so far)?)$/;

it("the history shows the outcome of each order, and its horizons on hover", async () => {
  const { id } = await api.find(ALWAYS);
  const page = await open(`/workflows/${id}`);
  const history = page.getByRole("region", { name: "Order history" });
  const cells = history.locator("tbody tr td:nth-child(5)");
  // The outcome of a new order arrives a moment after it.
  await expect
    .poll(() => cells.allInnerTexts())
    .toEqual(Array.from({ length: 20 }, () => expect.stringMatching(OUTCOME)));
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

it("shows which parts of a combo hold", async () => {
  const { id } = await api.find("CAC combo");
  const page = await open(`/workflows/${id}`);
  const parts = page.getByRole("region", { name: /^Why it/ }).getByRole("listitem");
  await expect.poll(() => parts.count()).toBeGreaterThanOrEqual(5);
  const texts = await parts.allInnerTexts();
  for (const text of texts.slice(0, 5)) expect(text).toMatch(/^(holds|no|no trend)\s/);
  expect(texts.slice(0, 5).join()).toContain("at least one Bollinger band is flat");
});
