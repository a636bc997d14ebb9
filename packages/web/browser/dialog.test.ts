import { describe, expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import {
  addressOf,
  changeAnswers,
  editLink,
  rowLink,
  rowsOf,
  useBrowser,
} from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { open, newPage } = useBrowser(url);

const ALWAYS = "DAX always in its zone";

describe("the workflow dialog", () => {
  it("has its own address and is closed by Escape, Back and its button", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await open("/?status=enabled");
    const link = rowLink(page, ALWAYS);
    const dialog = page.getByRole("dialog", { name: ALWAYS });
    for (const close of ["Escape", "Back", "button", "backdrop"]) {
      await link.click();
      await dialog.waitFor();
      expect(addressOf(page)).toBe(`/workflows/${id}?status=enabled`);
      if (close === "Escape") await page.keyboard.press("Escape");
      else if (close === "Back") await page.goBack();
      else if (close === "button") await page.getByRole("button", { name: "Close" }).click();
      else await page.mouse.click(5, 5);
      await dialog.waitFor({ state: "detached" });
      await expect.poll(() => addressOf(page)).toBe("/?status=enabled");
      await expect
        .poll(() => link.evaluate((element) => element === document.activeElement))
        .toBe(true);
    }
    await page.goForward();
    await dialog.waitFor();
  });

  it("goes back one step, however fast it is closed twice", async () => {
    const page = await open("/?status=enabled");
    await rowLink(page, ALWAYS).click();
    const dialog = page.getByRole("dialog", { name: ALWAYS });
    await dialog.evaluate((element) => {
      const escape = { key: "Escape", bubbles: true, cancelable: true };
      for (let press = 0; press < 2; press += 1) {
        element.dispatchEvent(new KeyboardEvent("keydown", escape));
      }
    });
    await dialog.waitFor({ state: "detached" });
    expect(addressOf(page)).toBe("/?status=enabled");
  });

  it("opens by its address, over the list", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await open(`/workflows/${id}`);
    await page.getByRole("dialog", { name: ALWAYS }).waitFor();
    await expect.poll(() => page.title()).toBe(`${ALWAYS} · Bellwether`);
    await page.keyboard.press("Escape");
    await expect.poll(() => addressOf(page)).toBe("/");
    await rowsOf(page).first().waitFor();
  });

  it("describes the workflow in a trader's terms", async () => {
    const { id } = await api.find("DAX under its 50-hour average");
    const page = await open(`/workflows/${id}`);
    const dialog = page.getByRole("dialog");
    await dialog
      .getByText(
        "The close or high of the 1-hour candle of GER40.I is at most 150 points under the 1-hour 50-period average of DAX.I.",
      )
      .waitFor();
    const text = await dialog.innerText();
    expect(text).toContain("Sell 1 GER40.I, 1 point below the low of the last 1-hour candle.");
    expect(text).toMatch(/End date\s+31 Dec 2030/);
    expect(text).toMatch(/Created\s+14 Sept 2026/);
    expect(text).toMatch(/Updated\s+14 Sept 2026, \d\d:\d\d Paris/);
    expect(text).toMatch(/Version\s+1/);
    const link = dialog.getByRole("link", { name: "DAX.I on TradingView" });
    await expect
      .poll(() => link.getAttribute("href"))
      .toBe("https://www.tradingview.com/chart/?symbol=XETR%3ADAX");
  });

  it("shows the problems of an unreadable workflow and offers to delete it", async () => {
    const { id, name } = await api.find("CAC combo");
    const page = await newPage({ expects: /409/ });
    const problem = "conditions.0.close.spread: expected number";
    type List = { workflows: { id: string; problems: string[] }[] };
    await changeAnswers<List>(page, "**/workflow/workflows", ({ workflows }) => ({
      workflows: workflows.map((row) => (row.id === id ? { ...row, problems: [problem] } : row)),
    }));
    await page.route(`**/workflow/workflows/${id}`, (route) =>
      route.fulfill({
        status: 409,
        json: { type: "about:blank", title: "Damaged", status: 409, detail: "It is damaged." },
      }),
    );
    await page.goto("/?status=broken");
    await rowsOf(page).first().waitFor();
    await expect.poll(() => rowsOf(page).innerText()).toContain("Broken");
    await rowLink(page, name).click();
    const dialog = page.getByRole("dialog", { name });
    await dialog.getByText(problem).waitFor();
    await expect
      .poll(() => dialog.innerText())
      .toContain("This workflow cannot be read, and is not evaluated");
    // Shown once, without a retry button: a retry cannot change the result.
    await expect.poll(() => dialog.getByRole("alert").count()).toBe(0);
    await dialog.getByRole("button", { name: "Delete…" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Keep it" }).click();
  });

  it("reports a workflow that does not exist", async () => {
    const page = await open("/workflows/6f9619ff-8b86-4d01-b42d-00cf4fc964ff", { expects: /404/ });
    await page.getByRole("alert").waitFor();
    await expect
      .poll(() => page.getByRole("alert").innerText())
      .toContain("This workflow does not exist.");
    await expect.poll(() => page.getByRole("button", { name: "Try again" }).count()).toBe(0);
  });
});

describe("the explanation", () => {
  it("shows the tests and how far the condition is from holding", async () => {
    const { id } = await api.find("CAC never in its zone");
    const page = await open(`/workflows/${id}`);
    const panel = page.getByRole("region", { name: "Why it signals or not" });
    await panel.getByText("points away from holding").waitFor();
    const text = await panel.innerText();
    expect(text).toMatch(/The condition is [\d,]+\.\d\d points away from holding\./);
    expect(text).toMatch(/Condition candle\s+\d\d Sept, \d\d:00: high [\d,.]+, low/);
    expect(text).toContain("1.00 to 2.00");
  });

  it("states which of several prices may be in range", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await open(`/workflows/${id}`);
    const panel = page.getByRole("region", { name: "Why it signals or not" });
    await panel.getByText("Holds when close, or low, is in its range.").waitFor();
    await expect.poll(() => panel.getByText("Group").count()).toBe(0);
  });

  it("reports a condition that holds", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await open(`/workflows/${id}`);
    const panel = page.getByRole("region", { name: "Why it signals or not" });
    // Outside trading hours a run skips the workflow, but the condition still holds.
    await panel.getByText(/would propose an order|The condition holds/).waitFor();
    await expect
      .poll(() => panel.getByRole("row").filter({ hasText: "holds" }).count())
      .toBeGreaterThan(0);
  });

  it("reports that a disabled workflow is not evaluated", async () => {
    const { id } = await api.find("DAX at 22600, switched off");
    const page = await open(`/workflows/${id}`);
    const panel = page.getByRole("region", { name: "Why it signals or not" });
    await panel.getByText("Not evaluated").waitFor();
    await expect.poll(() => panel.innerText()).toContain("Disabled.");
  });
});

describe("the tab's title", () => {
  it("names the open workflow, and the page again after it was closed", async () => {
    const page = await open("/");
    await rowLink(page, ALWAYS).click();
    await expect.poll(() => page.title()).toBe(`${ALWAYS} · Bellwether`);
    await editLink(page).click();
    await expect.poll(() => page.title()).toBe(`Edit ${ALWAYS} · Bellwether`);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.title()).toBe(`${ALWAYS} · Bellwether`);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.title()).toBe("Bellwether");
  });
});

it.each(["ar-EG", "fa-IR", "th-TH"])(
  "the page writes days and numbers in English with the locale %s",
  async (locale) => {
    const { id } = await api.find(ALWAYS);
    const page = await open(`/workflows/${id}`, { locale });
    const row = page.getByRole("region", { name: "Order history" }).locator("tbody tr").first();
    await row.waitFor();
    await expect.poll(() => row.innerText()).toMatch(/Sep/);
    await expect.poll(() => page.getByRole("dialog").innerText()).toContain("2026");
    await expect
      .poll(() => page.locator("body").innerText())
      .not.toMatch(/[\u0660-\u0669\u06f0-\u06f9\u0e00-\u0e7f]/);
  },
);
