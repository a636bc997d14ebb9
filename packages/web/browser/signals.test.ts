import { readFile } from "node:fs/promises";
import { expect, inject, it } from "vitest";
import { addressOf, columnOf, filterBy, rowsOf, useBrowser } from "./support/browser.ts";

const { open, newPage } = useBrowser(inject("url"));

/** A dry run is marked after the direction. */
const firstWord = (text: string) => text.split(/\s/)[0];

const folds = "main tbody button[aria-expanded]";

it("the page of signals lists every signal, newest first, with one request and one for outcomes", async () => {
  const page = await newPage();
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/workflow/signals")) asked.push(pathname);
  });
  await page.goto("/signals");
  await rowsOf(page).first().waitFor();
  const times = await page
    .locator('td[data-label="Date"] time:first-child')
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute("datetime") ?? ""));
  expect(times).toEqual(times.toSorted().toReversed());
  expect(new Set(asked)).toEqual(
    new Set(["/api/workflow/signals", "/api/workflow/signals/outcomes"]),
  );
  await expect.poll(() => page.title()).toMatch(/Signals · Bellwether$/);
});

it("an episode is one row, and shows each of its signals on demand", async () => {
  const page = await open("/signals?q=DAX always");
  const fold = page.locator(folds).first();
  await fold.waitFor();
  await expect
    .poll(() => fold.innerText())
    .toMatch(/^×\d+, (\d\d:\d\d to \d\d:\d\d|since \d\d \w+, \d\d:\d\d)$/);
  const count = Number(/×(\d+)/.exec(await fold.innerText())?.[1]);
  const before = await rowsOf(page).count();
  await fold.click();
  await expect.poll(() => rowsOf(page).count()).toBeGreaterThanOrEqual(before + count - 1);
  await fold.click();
  await expect.poll(() => rowsOf(page).count()).toBeLessThan(before + count - 1);
});

it("signals are filtered by one search field and by chips, in the address", async () => {
  const page = await open("/signals");
  await rowsOf(page).first().waitFor();
  await filterBy(page, "Direction", "Sell");
  await expect
    .poll(async () => new Set((await columnOf(page, "Direction")).map(firstWord)))
    .toEqual(new Set(["Sell"]));
  await filterBy(page, "Mode", "Dry run");
  await filterBy(page, "Instrument", "USNAS100.I");
  await expect
    .poll(async () => new Set(await columnOf(page, "Workflow")))
    .toEqual(new Set(["Nasdaq always in its zone, dry"]));
  expect(addressOf(page)).toBe("/signals?direction=SELL&mode=dry&instrument=USNAS100.I");
  await filterBy(page, "Outcome", "Not filled");
  await expect
    .poll(async () => new Set(await columnOf(page, "Outcome")))
    .toSatisfy((found: ReadonlySet<string>) => [...found].every((text) => text === "not filled"));
  await page.getByRole("button", { name: "Remove the filter Outcome: Not filled" }).click();
  await page.getByLabel("Search").fill("usnas always");
  await expect.poll(() => rowsOf(page).count()).toBeGreaterThan(0);
  await page.getByLabel("Search").fill("something else");
  await page.getByText("No signal matches these filters").waitFor();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect.poll(() => addressOf(page)).toBe("/signals");
  await rowsOf(page).first().waitFor();
});

it("signals are downloaded as CSV, each on a line, with outcomes", async () => {
  const page = await newPage();
  // The same signals at every request: a run may signal at any moment.
  let held: Promise<string> | undefined;
  await page.route("**/workflow/signals?**", async (route) => {
    held ??= route.fetch().then((response) => response.text());
    await route.fulfill({ contentType: "application/json", body: await held });
  });
  await page.goto("/signals?direction=BUY");
  await rowsOf(page).first().waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^bellwether-signals-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
  expect(lines[0]).toContain("outcome");
  const counted = await page.getByText(/of \d+ signals/).innerText();
  expect(lines.length - 1).toBe(Number(/^[\d,]+/.exec(counted)?.[0].replace(",", "")));
  expect(lines.slice(1).every((line) => line.includes(",BUY,"))).toBe(true);
});

it("older signals are loaded page by page", async () => {
  const page = await newPage();
  await page.route("**/workflow/signals?**", (route) =>
    route.continue({ url: route.request().url().replace("limit=100", "limit=5") }),
  );
  await page.goto("/signals");
  const count = () => page.getByText(/of \d+ signals/).innerText();
  await expect.poll(count).toMatch(/of 5 signals/);
  await page.getByRole("button", { name: "Older signals" }).click();
  await expect.poll(count).toMatch(/of 10 signals/);
});

it("a signal links to its workflow, and the header to the signals", async () => {
  const page = await open("/");
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: "Signals" })
    .click();
  await rowsOf(page).first().waitFor();
  await rowsOf(page).first().getByRole("link").click();
  await expect.poll(() => addressOf(page)).toMatch(/^\/workflows\/[0-9a-f-]{36}/);
});
