import { expect, inject, it } from "vitest";
import { addressOf, rowsOf, useBrowser } from "./support/browser.ts";

const url = inject("url");
const { open } = useBrowser(url);

it("j and k move through the rows, and Enter opens one", async () => {
  const page = await open("/?sort=name");
  await rowsOf(page).first().waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  const names = await rowsOf(page).locator('td[data-label="Name"]').allInnerTexts();
  await page.keyboard.press("j");
  await expect.poll(() => focused()).toBe(names[0]);
  await page.keyboard.press("j");
  await expect.poll(() => focused()).toBe(names[1]);
  await page.keyboard.press("k");
  await expect.poll(() => focused()).toBe(names[0]);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: names[0] ?? "", exact: true });
  await dialog.getByRole("link", { name: "Edit" }).waitFor();
  await page.keyboard.press("e");
  await page.getByRole("dialog", { name: `Edit ${names[0]}` }).waitFor();
});

it("a slash focuses the search, and letters are text while typing", async () => {
  const page = await open("/");
  await rowsOf(page).first().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("never");
  await expect.poll(() => rowsOf(page).count()).toBe(1);
  expect(addressOf(page)).toBe("/?q=never");
});

it("n creates a workflow, and a question mark lists the shortcuts", async () => {
  const page = await open("/");
  await rowsOf(page).first().waitFor();
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await keys.waitFor();
  await expect.poll(() => keys.innerText()).toContain("Go to a workflow or a page");
  await page.keyboard.press("Escape");
  await keys.waitFor({ state: "detached" });
  await page.keyboard.press("n");
  await page.getByRole("dialog", { name: "New workflow" }).waitFor();
});

it("Ctrl-K goes to a workflow or a page by name", async () => {
  const page = await open("/status");
  await page.getByRole("heading", { name: "Status" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Go to" }).fill("rising");
  await page.getByRole("option", { name: "DAX rising line" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "DAX rising line" }).waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => addressOf(page)).toBe("/status");
});

it("the manifest and its icons are served, so that the page can be installed", async () => {
  const manifest = (await (await fetch(`${url}/manifest.webmanifest`)).json()) as {
    icons: { src: string }[];
  };
  expect(manifest.icons).toHaveLength(2);
  for (const { src } of manifest.icons) {
    const icon = await fetch(url + src);
    expect(icon.headers.get("content-type")).toBe("image/png");
  }
});
