import { expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { rowLink, rowsOf, useBrowser } from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { newPage } = useBrowser(url);

const ALWAYS = "DAX always in its zone";
const CHUNK = /workflow-dialog-[^/]*\.(js|css)$/;

it("the page reloads once when an upgrade removed its chunks, and then shows the error", async () => {
  const page = await newPage({ expects: /404|Failed|preload|import/ });
  await page.route(CHUNK, (route) => route.fulfill({ status: 404 }));
  let loads = 0;
  page.on("domcontentloaded", () => {
    loads += 1;
  });
  const { id } = await api.find(ALWAYS);
  await page.goto(`/workflows/${id}`);
  await page.getByText("This page failed.").waitFor();
  await expect.poll(() => loads).toBe(2);
  // A second reload is allowed only after the chunk has been loaded.
  await page.getByText("This page failed.").waitFor();
  expect(loads).toBe(2);
  await page.unroute(CHUNK);
  await page.getByRole("button", { name: "Reload" }).click();
  await page.getByRole("dialog", { name: ALWAYS }).waitFor();
});

it("the page opens a workflow's dialog while the server is unreachable", async () => {
  const page = await newPage({ expects: /ERR_/ });
  // The page forgets its last reload once it has loaded, while idle, what a dialog needs.
  await page.addInitScript(() => sessionStorage.setItem("bellwether.reloaded", "yes"));
  await page.goto("/");
  await rowsOf(page).first().waitFor();
  await expect
    .poll(() => page.evaluate(() => sessionStorage.getItem("bellwether.reloaded")))
    .toBeNull();
  await page.context().setOffline(true);
  await rowLink(page, ALWAYS).click();
  const dialog = page.getByRole("dialog", { name: ALWAYS });
  await dialog
    .getByRole("alert")
    .filter({ hasText: "The workflow cannot be shown. The server cannot be reached" })
    .waitFor();
});

it("the page reports within ten seconds that the server hangs, and the age of its data", async () => {
  const page = await newPage();
  await page.clock.install();
  await page.goto("/");
  await rowsOf(page).first().waitFor();
  await page.route("**/api/workflow/**", () => {});
  await page.clock.runFor(61_000);
  await page.clock.runFor(11_000);
  const alert = page.getByRole("alert").filter({ hasText: "did not answer within 10 seconds" });
  await alert.waitFor();
  await expect.poll(() => alert.innerText()).toMatch(/Not up to date since \d\d:\d\d:\d\d\./);
});
