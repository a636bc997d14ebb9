import { expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { addressOf, rowLink, rowsOf, useBrowser } from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { open } = useBrowser(url);

const WIDE = { viewport: { width: 1440, height: 900 } };
const ALWAYS = "DAX always in its zone";
const OTHER = "CAC combo";

it("the panel shows a workflow beside the list on a wide screen, with a large chart at the top", async () => {
  const page = await open("/", WIDE);
  await rowLink(page, ALWAYS).click();
  const panel = page.getByRole("dialog", { name: ALWAYS });
  const chart = panel.getByRole("img", { name: /^Chart of/ });
  await chart.waitFor();
  const [list, side, drawn] = await Promise.all([
    rowsOf(page).first().boundingBox(),
    panel.boundingBox(),
    chart.boundingBox(),
  ]);
  expect((list?.x ?? 0) + (list?.width ?? 0)).toBeLessThanOrEqual(side?.x ?? 0);
  expect(drawn?.width).toBeGreaterThan(700);
  expect(drawn?.height).toBeGreaterThan(400);
  expect(drawn?.y).toBeLessThan(300);
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(1440);
});

it("the panel scrolls by the wheel, even over the chart, and does not move the list", async () => {
  const { id } = await api.find(ALWAYS);
  const page = await open(`/workflows/${id}`, WIDE);
  const chart = page.getByRole("img", { name: /^Chart of/ });
  await chart.hover();
  await page.mouse.wheel(0, 5_000);
  const facts = page.getByRole("region", { name: "Basics" });
  await expect.poll(async () => (await facts.boundingBox())?.y).toBeLessThan(900);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(0);
});

it("the panel keeps the list usable: another row opens in the same panel, and closing returns to the list", async () => {
  const page = await open("/", WIDE);
  await rowLink(page, ALWAYS).click();
  await page.getByRole("dialog", { name: ALWAYS }).waitFor();
  await rowLink(page, OTHER).click();
  const panel = page.getByRole("dialog", { name: OTHER });
  await panel.waitFor();
  await expect.poll(() => page.getByRole("dialog").count()).toBe(1);
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
  await expect.poll(() => addressOf(page)).toBe("/");
  await rowLink(page, ALWAYS).click();
  await page.getByRole("button", { name: "Close" }).click();
  await expect.poll(() => addressOf(page)).toBe("/");
});

it("j and k move through the rows and Enter opens them while the panel is open", async () => {
  const page = await open("/", WIDE);
  await rowsOf(page).first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog");
  const first = await panel.getByRole("heading", { level: 2 }).innerText();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect.poll(() => panel.getByRole("heading", { level: 2 }).innerText()).not.toBe(first);
});

it("the panel asks for confirmation before it deletes", async () => {
  const { id } = await api.find(ALWAYS);
  const page = await open(`/workflows/${id}`, WIDE);
  await page.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("alertdialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
  await expect.poll(() => page.getByRole("dialog", { name: ALWAYS }).isVisible()).toBe(true);
});

it("the panel becomes a dialog in a narrow window, and a panel again", async () => {
  const { id } = await api.find(ALWAYS);
  const page = await open(`/workflows/${id}`, WIDE);
  const panel = page.getByRole("dialog", { name: ALWAYS });
  await panel.waitFor();
  const isModal = () => panel.evaluate((element) => element.matches(":modal"));
  await expect.poll(() => isModal()).toBe(false);
  await page.setViewportSize({ width: 1200, height: 900 });
  await expect.poll(isModal).toBe(true);
  await page.setViewportSize(WIDE.viewport);
  await expect.poll(isModal).toBe(false);
});

it("the panel explains a term in place, and Escape closes only the explanation", async () => {
  const { id } = await api.find(ALWAYS);
  for (const viewport of [WIDE.viewport, { width: 360, height: 740 }]) {
    const page = await open(`/workflows/${id}`, { viewport });
    const dialog = page.getByRole("dialog", { name: ALWAYS });
    const help = dialog.getByRole("button", { name: "What is Score?" });
    await help.click();
    const note = page.getByRole("note").filter({ hasText: /^Score .* by replaying it on candles/ });
    await note.waitFor();
    const box = await note.boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(viewport.width);
    await page.keyboard.press("Escape");
    await expect.poll(() => note.isVisible()).toBe(false);
    await expect.poll(() => dialog.isVisible()).toBe(true);
  }
});
