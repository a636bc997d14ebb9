import type { Page } from "playwright-core";
import { expect, inject, it } from "vitest";
import { rowLink, rowsOf, useBrowser } from "./support/browser.ts";
import { memoryOf } from "./support/figures.ts";

const url = inject("url");
const { open } = useBrowser(url);

/** Each workflow once, with its chart: what is opened for the first time stays in the caches. */
const WARM_UP = 24;
const DIALOGS = 300;
/** A leaked chart is about 1 MB. */
const MOST_GROWTH_BYTES = 5_000_000;

it("keeps its memory flat over 300 dialogs", { timeout: 1_800_000 }, async () => {
  const page = await open("/");
  await rowsOf(page).first().waitFor();
  const devTools = await page.context().newCDPSession(page);
  await openAndClose(page, WARM_UP);
  const before = await memoryOf(devTools);
  await openAndClose(page, DIALOGS);
  const after = await memoryOf(devTools);
  console.info(
    `${DIALOGS} dialogs: heap ${before.heapBytes} to ${after.heapBytes} bytes, nodes ${before.nodes} to ${after.nodes}, listeners ${before.listeners} to ${after.listeners}`,
  );
  expect(after.heapBytes - before.heapBytes).toBeLessThan(MOST_GROWTH_BYTES);
  expect(after.nodes - before.nodes).toBeLessThan(1_000);
  expect(after.listeners - before.listeners).toBeLessThan(200);
});

/** Opens the workflows of the list in turn, waits for the chart, and closes. */
async function openAndClose(page: Page, count: number): Promise<void> {
  const names = await rowsOf(page).getByRole("link").allInnerTexts();
  for (let nth = 0; nth < count; nth += 1) {
    const name = names[nth % names.length] ?? "";
    await rowLink(page, name).click();
    await page.getByRole("img", { name: /^Chart of/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
}
