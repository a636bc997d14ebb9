import { readFile } from "node:fs/promises";
import { expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import {
  addressOf,
  columnOf,
  comeBack,
  failUntilRetried,
  filterBy,
  rowLink,
  rowsOf,
  useBrowser,
} from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { open, newPage } = useBrowser(url);

it("the page of orders has the latest order of each workflow, newest first", async () => {
  const page = await open("/orders");
  await rowsOf(page).first().waitFor();
  // A workflow may place its first order in between; the page shows it after the next request.
  await expect
    .poll(async () => {
      const { workflows } = await api.workflows();
      const acted = workflows.filter((row) => row.last_order_timestamp !== null);
      await comeBack(page);
      const missing = new Set(acted.map((row) => row.name));
      const extra = (await columnOf(page, "Workflow")).filter((name) => !missing.delete(name));
      return [...missing, ...extra];
    })
    .toEqual([]);
  const times = await page
    .locator('td[data-label="Date"] time:first-child')
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute("datetime") ?? ""));
  expect(times).toEqual(times.toSorted().toReversed());
});

it("the page of orders reads the projection and asks for the outcomes of all orders at once", async () => {
  const page = await newPage();
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/")) asked.push(pathname);
  });
  await page.goto("/orders");
  await rowsOf(page).first().waitFor();
  await expect.poll(() => asked).toContain("/api/workflow/orders/outcomes");
  // The list of workflows is read only for those that signalled meanwhile.
  expect(
    [...new Set(asked)].filter((path) => path !== "/api/workflow/workflows").toSorted(),
  ).toEqual([
    "/api/workflow/events",
    "/api/workflow/orders",
    "/api/workflow/orders/outcomes",
    "/api/workflow/status",
  ]);
});

it("the page of orders filters by one search field and by chips, in the address", async () => {
  const page = await open("/orders");
  await rowsOf(page).first().waitFor();
  await filterBy(page, "Direction", "Sell");
  await expect.poll(() => columnOf(page, "Workflow")).not.toContain("DAX always in its zone");
  for (const text of await columnOf(page, "Direction")) expect(text).toMatch(/^Sell/);
  await filterBy(page, "Mode", "Dry run");
  await filterBy(page, "Instrument", "USNAS100.I");
  await expect.poll(() => columnOf(page, "Workflow")).toEqual(["Nasdaq always in its zone, dry"]);
  expect(addressOf(page)).toBe("/orders?direction=SELL&mode=dry&asset=USNAS100.I");
  await page.reload();
  await expect.poll(() => rowsOf(page).count()).toBe(1);
  await page.getByLabel("Search").fill("something else");
  await page.getByText("No order matches these filters").waitFor();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect.poll(() => addressOf(page)).toBe("/orders");
  await rowsOf(page).first().waitFor();
});

it("the page of orders shows a filter in the address that matches no order", async () => {
  const page = await open("/orders?asset=GONE.I");
  await page.getByText("No order matches these filters").waitFor();
  await page.getByRole("button", { name: "Remove the filter Instrument: GONE.I" }).click();
  await rowsOf(page).first().waitFor();
  await expect.poll(() => addressOf(page)).toBe("/orders");
});

it("the page of orders shows each time in the zone of its exchange", async () => {
  const page = await open("/orders");
  await rowsOf(page).first().waitFor();
  const when = (name: string) =>
    rowsOf(page).filter({ hasText: name }).locator('td[data-label="Date"] time').first();
  await expect.poll(() => when("Nasdaq always").innerText()).toMatch(/New York$/);
  await expect.poll(() => when("DAX always").innerText()).toMatch(/Paris$/);
});

it("the page of orders links to the workflow and back", async () => {
  const page = await open("/orders");
  await rowLink(page, "DAX always in its zone").click();
  await page.getByRole("dialog", { name: "DAX always in its zone" }).waitFor();
  const { id } = await api.find("DAX always in its zone");
  expect(addressOf(page)).toBe(`/workflows/${id}`);
  await page.keyboard.press("Escape");
  await expect.poll(() => addressOf(page)).toBe("/orders");
});

it("the page of orders downloads its rows as CSV", async () => {
  const page = await newPage();
  // Compare with the response that the page shows: a run may signal at any moment.
  const answer = page.waitForResponse((response) => response.url().endsWith("/workflow/orders"));
  await page.goto("/orders?asset=ACA:xpar");
  await expect.poll(() => rowsOf(page).count()).toBe(1);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^bellwether-orders-2026-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await file.path(), "utf8")).split("\r\n");
  const { orders } = (await (await answer).json()) as {
    orders: { id: string; order_code: string; order_price: number; placed_at: string }[];
  };
  const order = orders.find((each) => each.order_code === "ACA:xpar");
  expect(lines).toHaveLength(3);
  // Starts with the UTF-8 byte order mark, which spreadsheets on Windows look for.
  expect(lines[0]).toMatch(/^\uFEFFid,placed_at,workflow_name,/);
  expect(lines[1]).toContain(`,BUY,200,${order?.order_price},ACA:xpar,`);
  expect(lines[1]?.split(",").slice(0, 2)).toEqual([order?.id, order?.placed_at]);
});

it("the page of orders reports an error and retries on request", async () => {
  const page = await newPage({ expects: /500/ });
  await failUntilRetried(page, "**/workflow/orders", {
    status: 500,
    title: "Broken",
    detail: "It broke.",
  });
  await page.goto("/orders");
  await page.getByText("The orders cannot be loaded.").waitFor();
  await expect.poll(() => rowsOf(page).count()).toBe(0);
  await page.getByRole("button", { name: "Try again" }).click();
  await rowsOf(page).first().waitFor();
});
