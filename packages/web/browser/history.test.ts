import { readFile } from "node:fs/promises";
import { describe, expect, inject, it } from "vitest";
import * as z from "zod";
import { apiOf } from "./support/api.ts";
import {
  answersTo,
  changeAnswers,
  comeBack,
  failUntilRetried,
  useBrowser,
} from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { open, newPage } = useBrowser(url);

const ALWAYS = "DAX always in its zone";

describe("the order history", () => {
  it("has every order, newest first, a page at a time", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await newPage();
    // Compare with the page's last response: a run may signal, and an order expire, at any moment.
    const firstPages = answersTo(
      page,
      ({ pathname, searchParams }) =>
        pathname.endsWith(`/${id}/orders`) && !searchParams.has("cursor"),
      z.object({ total_count: z.number() }),
    );
    await page.goto(`/workflows/${id}`);
    const history = page.getByRole("region", { name: "Order history" });
    const rows = history.locator("tbody tr");
    await expect.poll(() => rows.count()).toBe(20);
    const heads = await history.locator("thead th").allInnerTexts();
    expect(heads.map((head) => head.trim())).toEqual([
      "Date (Paris)",
      "Direction",
      "Quantity",
      "Price",
      "Outcome",
      "Instrument",
      "Type",
      "Trigger close",
      "Trace",
    ]);
    await history.getByRole("button", { name: "Load more" }).click();
    await expect.poll(() => rows.count()).toBe(40);
    const times = await rows
      .locator("time")
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute("datetime") ?? ""));
    expect(times).toEqual(times.toSorted().toReversed());
    expect(new Set(times).size).toBe(40);
    await expect
      .poll(async () => {
        const [, total] = /40 of (\d+)/.exec(await history.innerText()) ?? [];
        return firstPages.at(-1)?.total_count === Number(total) && Number(total) > 40;
      })
      .toBe(true);
  });

  it("reports unreadable orders instead of an empty history", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await newPage();
    type History = { orders: unknown[]; problems: string[]; next_cursor: string | null };
    await changeAnswers<History>(page, `**/${id}/orders?*`, () => ({
      orders: [],
      problems: [`${id}.1789743660: order_price: expected number`],
      next_cursor: null,
    }));
    await page.goto(`/workflows/${id}`);
    const history = page.getByRole("region", { name: "Order history" });
    await history.getByText("An order cannot be read:").waitFor();
    await expect.poll(() => history.innerText()).toContain("order_price: expected number");
    await expect.poll(() => history.getByText("No orders placed yet").count()).toBe(0);
  });

  it("shows prices with the instrument's decimals and without a currency", async () => {
    const page = await newPage();
    for (const [name, decimals] of [
      ["Agricole always in its zone", 3],
      [ALWAYS, 2],
    ] as const) {
      const { id } = await api.find(name);
      const [order] = (await api.history(id, 1)).orders;
      await page.goto(`/workflows/${id}`);
      const row = page.getByRole("region", { name: "Order history" }).locator("tbody tr").first();
      await row.waitFor();
      expect(order?.price_decimals).toBe(decimals);
      const figures = await row.locator("td").allInnerTexts();
      expect(figures[3]).toMatch(new RegExp(`^[\\d,]+\\.\\d{${decimals}}$`));
      expect(figures[7]).toMatch(new RegExp(`^[\\d,]+\\.\\d{${decimals}}$`));
    }
  });

  it("states that there are no orders only when there are none", async () => {
    const { id } = await api.find("CAC never in its zone");
    const page = await newPage({ expects: /500/ });
    let isOld = false;
    type Detail = { created_at: string; as_of: string };
    await changeAnswers<Detail>(page, `**/workflows/${id}`, ({ as_of }) => ({
      created_at: isOld ? "2024-01-02T03:04:05Z" : as_of,
    }));
    await failUntilRetried(page, `**/${id}/orders?*`, {
      status: 500,
      title: "Broken",
      detail: "It broke.",
    });
    await page.goto(`/workflows/${id}`);
    const history = page.getByRole("region", { name: "Order history" });
    await history.getByText("The order history cannot be loaded.").waitFor();
    await expect.poll(() => history.getByText("No orders placed yet").count()).toBe(0);
    await history.getByRole("button", { name: "Try again" }).click();
    await history.getByText("No orders placed yet").waitFor();
    // Orders are kept for seven days, so earlier orders of an older workflow are unknown.
    isOld = true;
    await page.reload();
    await history.getByText("No orders in the last seven days").waitFor();
    expect((await api.history(id, 1)).total_count).toBe(0);
  });

  it("keeps its rows when a refresh fails", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await newPage({ expects: /503/ });
    await page.goto(`/workflows/${id}`);
    const history = page.getByRole("region", { name: "Order history" });
    await expect.poll(() => history.locator("tbody tr").count()).toBe(20);
    await page.route(`**/${id}/orders?*`, (route) =>
      route.fulfill({
        status: 503,
        json: { type: "about:blank", title: "Busy", status: 503, detail: "Throttled." },
      }),
    );
    await expect
      .poll(() => comeBack(page).then(() => history.getByRole("alert").count()), {
        timeout: 30_000,
        interval: 500,
      })
      .toBe(1);
    await expect.poll(() => history.locator("tbody tr").count()).toBe(20);
  });
});

describe("the history's download", () => {
  it("has every order of seven days with its outcome, not only those that are loaded", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await open(`/workflows/${id}`);
    const history = page.getByRole("region", { name: "Order history" });
    await expect.poll(() => history.locator("tbody tr").count()).toBe(20);
    const before = (await api.history(id, 1)).total_count;
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      history.getByRole("button", { name: "Download CSV" }).click(),
    ]);
    const after = (await api.history(id, 1)).total_count;
    expect(download.suggestedFilename()).toMatch(/^bellwether-orders-2026-\d\d-\d\d\.csv$/);
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
    expect(lines[0]).toContain("dry_run,outcome,filled_at");
    expect(lines[1]).toContain(`,${ALWAYS},${id},BUY,1,`);
    // A run may signal, and an order expire, between the requests.
    expect(lines.length - 1).toBeGreaterThan(20);
    expect(Math.abs(lines.length - 1 - after)).toBeLessThanOrEqual(Math.abs(after - before) + 1);
  });

  it("reports an error", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await newPage({ expects: /503/ });
    await page.goto(`/workflows/${id}`);
    const history = page.getByRole("region", { name: "Order history" });
    await history.locator("tbody tr").first().waitFor();
    await page.route(`**/${id}/orders?limit=100*`, (route) =>
      route.fulfill({
        status: 503,
        json: { type: "about:blank", title: "Busy", status: 503, detail: "Throttled." },
      }),
    );
    await history.getByRole("button", { name: "Download CSV" }).click();
    const alert = history.getByRole("alert");
    await expect.poll(() => alert.innerText()).toContain("The orders cannot be downloaded.");
  });
});

describe("the trace of an order", () => {
  const HOPS = ["Evaluated", "Emitted", "Queued", "Stored", "In the list"];

  it("shows each hop in one line with its time, and how long all of it took", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await open(`/workflows/${id}`);
    const history = page.getByRole("region", { name: "Order history" });
    const button = history.getByRole("button", { name: "Trace" }).first();
    await button.click();
    const trace = history.getByRole("region", { name: "Trace" });
    await trace.getByText(/^Every hop is done, in [\d.]+ (ms|s|min)\.$/).waitFor();
    const hops = trace.getByRole("listitem");
    const words = await hops.allInnerTexts();
    for (const [place, name] of HOPS.entries()) expect(words[place]).toContain(name);
    expect(words[0]).toMatch(/\d\d:\d\d:\d\d\.\d{3}/);
    for (const text of words.slice(1, HOPS.length)) expect(text).toMatch(/\+[\d.]+ (ms|s|min)/);
    const tops = await hops.evaluateAll((items) =>
      items.map((item) => Math.round(item.getBoundingClientRect().top)),
    );
    expect(new Set(tops).size).toBe(1);
    await history.getByRole("button", { name: "Hide" }).click();
    await trace.waitFor({ state: "detached" });
  });

  it("shows where a signal waits and where it stopped, and why", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await newPage();
    type Trace = { hops: { hop: string; state: string }[] };
    await changeAnswers<Trace>(page, "**/orders/*/trace", ({ hops }) => ({
      hops: hops.map((each) => {
        if (each.hop === "projected") {
          return { ...each, state: "stopped", at_ms: null, detail: "dead letter of project" };
        }
        if (each.hop !== "announced") return each;
        return { ...each, state: "waiting", at_ms: null, detail: "in the queue of notify" };
      }),
    }));
    await page.goto(`/workflows/${id}`);
    const history = page.getByRole("region", { name: "Order history" });
    await history.getByRole("button", { name: "Trace" }).first().click();
    const trace = history.getByRole("region", { name: "Trace" });
    await trace.getByText("In the list: stopped, dead letter of project.").waitFor();
    await expect.poll(() => trace.innerText()).toContain("waits, in the queue of notify");
  });
});
