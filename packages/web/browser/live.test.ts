import type { Response } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { changeAnswers, rowOf, rowsOf, useBrowser, withoutEvents } from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { open, newPage } = useBrowser(url);

describe("a signal", () => {
  it("appears in a notification without a poll and links to its workflow", async () => {
    const page = await newPage({ hasToasts: true });
    await page.clock.install();
    const reads: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/workflows?ids=")) reads.push(request.url());
    });
    await page.goto("/");
    await rowsOf(page).first().waitFor();
    // The page's clock is stopped, so nothing is polled.
    await expect.poll(() => reads.length, { timeout: 55_000 }).toBeGreaterThan(0);
    const toast = page.getByRole("region", { name: "New signals" }).getByRole("link").first();
    const name = await toast.innerText();
    await toast.click();
    await page.getByRole("dialog", { name, exact: true }).waitFor();
  });

  it("is counted in the title of a hidden tab", async () => {
    const page = await open("/");
    await rowsOf(page).first().waitFor();
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    });
    await expect.poll(() => page.title(), { timeout: 55_000 }).toMatch(/^\(\d+\) Bellwether$/);
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => false });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await expect.poll(() => page.title()).toBe("Bellwether");
  });
});

it("polling unchanged data transfers only a few bytes", async () => {
  const page = await newPage();
  await withoutEvents(page);
  await page.clock.install();
  const unchanged: Response[] = [];
  page.on("response", (response) => {
    const isList = response.url().endsWith("/workflow/workflows");
    if (isList && response.status() === 304) unchanged.push(response);
  });
  await page.goto("/transfer");
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: "Orders" })
    .click();
  await rowsOf(page).first().waitFor();
  const rows = await rowsOf(page).count();
  // A run may have happened in between; then the response to a later request is unchanged.
  await expect
    .poll(async () => {
      await page.clock.runFor(61_000);
      return unchanged.length;
    })
    .toBeGreaterThan(0);
  expect(unchanged[0]?.headers()["as-of"]).toMatch(/^2026-/);
  await expect.poll(() => rowsOf(page).count()).toBe(rows);
});

it("an edit in another tab is shown at once", async () => {
  const page = await open("/");
  await rowsOf(page).first().waitFor();
  const { id } = await api.find("DAX at 22600, switched off");
  const opened = page.waitForEvent("popup");
  await page.evaluate((path) => void window.open(path), `/workflows/${id}`);
  const other = await opened;
  await other.getByRole("button", { name: "Enable" }).click();
  const status = rowOf(page, "DAX at 22600, switched off").locator('td[data-label="Status"]');
  await expect.poll(() => status.innerText()).toContain("Enabled");
  await other.getByRole("button", { name: "Disable" }).click();
  await expect.poll(() => status.innerText()).toContain("Disabled");
});

describe("the header", () => {
  type Status = { problems: string[] };
  type Market = { as_of: string; market: object; next_tick: string | null };

  it("shows on every page the health, its age and the time of the next run", async () => {
    const page = await newPage();
    for (const path of ["/", "/signals", "/orders", "/status", "/transfer", "/workflows/new"]) {
      await page.goto(path);
      const health = page.getByRole("banner").getByRole("link", { name: /All well/ });
      await health.waitFor();
      await expect
        .poll(() => health.innerText())
        .toMatch(/next run at \d\d:\d\d\s+updated \d+ s ago/);
    }
  });

  it("counts the problems and links to them", async () => {
    const page = await newPage();
    await changeAnswers<Status>(page, "**/workflow/status", () => ({
      problems: ["The projector is behind.", "A dead letter waits."],
    }));
    await page.goto("/orders");
    await page.getByRole("banner").getByRole("link", { name: "2 problems" }).click();
    const alert = page.getByRole("alert").filter({ hasText: "Problems" });
    await expect.poll(() => alert.innerText()).toContain("A dead letter waits.");
  });

  it("counts down to the next run of a market that runs by the clock", async () => {
    const page = await newPage();
    await page.clock.install();
    await changeAnswers<Market>(page, "**/workflow/status", ({ as_of, market }) => ({
      market: { ...market, name: "saxo", simulated: false },
      next_tick: new Date(Date.parse(as_of) + 724_000).toISOString(),
    }));
    await page.goto("/status");
    const header = page.getByRole("banner");
    await header.getByText(/next run in 12:0[0-4]/).waitFor();
    await expect.poll(() => header.innerText()).toContain("saxo, ");
    await expect.poll(() => header.getByText("Simulated").count()).toBe(0);
    await expect
      .poll(async () => {
        await page.clock.runFor(1_000);
        return header.innerText();
      })
      .toMatch(/next run in (12:00|11:\d\d)/);
  });

  it("states that a market is simulated, how far a replay is, or that a recording is over", async () => {
    const page = await newPage();
    const market = { simulated: true, replaying: true };
    let next: string | null = null;
    await changeAnswers<Market>(page, "**/workflow/status", (real) => ({
      market: { ...real.market, ...market, replay_progress: { done: 63, total: 180 } },
      next_tick: next,
    }));
    const header = page.getByRole("banner");
    await page.goto("/signals");
    await header.getByText("Simulated").waitFor();
    await header.getByText("Replay 35 %").waitFor();
    const bar = header.getByRole("progressbar", { name: "Replay" });
    expect([await bar.getAttribute("value"), await bar.getAttribute("max")]).toEqual(["63", "180"]);
    Object.assign(market, { simulated: false, replaying: false });
    await page.goto("/orders");
    await header.getByText("Recording, over").waitFor();
    next = "2030-01-01T00:00:00Z";
    await page.goto("/");
    await header.getByText(/next run in/).waitFor();
    await expect.poll(() => header.getByText("Recording, over").count()).toBe(0);
  });

  it("changes the theme and the row height, and stores both", async () => {
    const page = await open("/");
    await rowsOf(page).first().waitFor();
    const height = async () => (await rowsOf(page).first().boundingBox())?.height ?? 0;
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await expect.poll(() => height()).toBeLessThan(35);
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByLabel("Theme").selectOption("Light");
    await expect.poll(() => ground()).toBe("rgb(255, 255, 255)");
    await page.getByLabel("Rows", { exact: true }).selectOption("Compact");
    await expect.poll(() => height()).toBeLessThan(29);
    await page.reload();
    await rowsOf(page).first().waitFor();
    await expect.poll(() => ground()).toBe("rgb(255, 255, 255)");
    await expect.poll(() => height()).toBeLessThan(29);
  });
});
