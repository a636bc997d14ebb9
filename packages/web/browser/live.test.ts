import { describe, expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { changeAnswers, rowsOf, useBrowser, withoutEvents } from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { open, newPage } = useBrowser(url);

describe("a signal", () => {
  it("appears in a notification without a poll and links to its workflow", async () => {
    const page = await newPage();
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
  await page.goto("/transfer");
  const again = page.waitForResponse(
    (response) => response.url().endsWith("/workflow/orders") && response.status() === 304,
  );
  await page.getByRole("link", { name: "Orders" }).click();
  await rowsOf(page).first().waitFor();
  const rows = await rowsOf(page).count();
  await page.clock.runFor(61_000);
  // A run may have happened in between; then the response after it is unchanged.
  await page.clock.runFor(61_000);
  expect((await again).headers()["as-of"]).toMatch(/^2026-/);
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
  const status = page
    .getByRole("row")
    .filter({ hasText: "switched off" })
    .locator('td[data-label="Status"]');
  await expect.poll(() => status.innerText()).toContain("Enabled");
  await other.getByRole("button", { name: "Disable" }).click();
  await expect.poll(() => status.innerText()).toContain("Disabled");
});

describe("the header", () => {
  type Status = { problems: string[] };

  it("shows on every page the health, its age and the time of the next run", async () => {
    const page = await newPage();
    for (const path of ["/", "/orders", "/status", "/transfer"]) {
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
