import { expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { changeAnswers, orderOf, useBrowser } from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { open, newPage } = useBrowser(url);

const ALWAYS = "DAX always in its zone";

const at = (address: string) => new URL(address).searchParams.get("at");

it("the explanation of an order shows its decision and reason, and marks its candle", async () => {
  const { id } = await api.find(ALWAYS);
  const page = await open(`/workflows/${id}`);
  const order = await orderOf(page, 3);
  const placedAt = await order.locator("time").getAttribute("datetime");
  await order.click();
  const why = page.getByRole("region", { name: "Why it signals or not" });
  await why.getByText("Decided then: it held, and an order was proposed.").waitFor();
  await why.getByText("Computed again from today’s candles, it is the same:").waitFor();
  await expect.poll(() => why.locator("time").first().getAttribute("datetime")).toBe(placedAt);
  expect(at(page.url())).toBe(placedAt);
  await expect.poll(() => order.getAttribute("aria-pressed")).toBe("true");
  // Away from the chart, which scrolled under it: its legend tells the candle under the pointer.
  await page.mouse.move(2, 2);
  await page
    .getByRole("figure")
    .getByText(/^Explained: the run of \d\d Sept, \d\d:[03]1$/)
    .waitFor();
  // The proposal of now is not shown beside the past.
  await expect.poll(() => page.getByText(/^Would propose/).count()).toBe(0);
  await page.getByRole("button", { name: "Back to now" }).click();
  await why.getByText(/^Decided then/).waitFor({ state: "detached" });
  expect(at(page.url())).toBeNull();
});

it("the explanation can be moved run by run, and by a slider over thirty days", async () => {
  const { id } = await api.find(ALWAYS);
  const page = await open(`/workflows/${id}`);
  const slider = page.getByRole("slider", { name: "Explained run" });
  await slider.waitFor();
  await expect.poll(() => slider.getAttribute("aria-valuetext")).toBe("Now");
  await page.getByRole("button", { name: "Run before" }).click();
  await expect
    .poll(() => slider.getAttribute("aria-valuetext"))
    .toMatch(/^\d\d \w+, \d\d:[03]1 Paris$/);
  const newest = at(page.url()) ?? "";
  await page.getByRole("button", { name: "Run before" }).click();
  await expect.poll(() => at(page.url())).not.toBe(newest);
  expect(Date.parse(at(page.url()) ?? "")).toBeLessThan(Date.parse(newest));
  await slider.fill("0");
  await expect
    .poll(() => Date.parse(newest) - Date.parse(at(page.url()) ?? newest))
    .toBeGreaterThan(25 * 86_400_000);
  await page.goBack();
  expect(page.url()).not.toContain(id);
});

it("the explanation reports candles that were corrected since, and an edited workflow", async () => {
  const { id } = await api.find(ALWAYS);
  const [order] = (await api.history(id, 1)).orders;
  const tick = new Date((order?.placed_at ?? 0) * 1_000).toISOString().replace(".000", "");
  const page = await newPage();
  let differs = "candles corrected since";
  type Explain = { decided: object | null };
  await changeAnswers<Explain>(page, `**/${id}/explain?*`, ({ decided }) => ({
    decided: { ...decided, differs },
  }));
  await page.goto(`/workflows/${id}?at=${tick}`);
  await page.getByText("The market corrected its candles since.").waitFor();
  differs = "workflow edited since";
  await page.reload();
  await page.getByText("The workflow was edited since.").waitFor();
  await expect.poll(() => page.getByText("it is the same").count()).toBe(0);
});

it("the explanation reports when no decision of that run is stored", async () => {
  const { id } = await api.find("DAX at 22600, switched off");
  const [order] = (await api.history((await api.find(ALWAYS)).id, 1)).orders;
  const tick = new Date((order?.placed_at ?? 0) * 1_000).toISOString();
  const page = await open(`/workflows/${id}?at=${tick}`);
  await page.getByText(/^No decision of this run is kept/).waitFor();
  await expect.poll(() => page.getByText(/^Decided then/).count()).toBe(0);
});
