import { describe, expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import {
  addressOf,
  changeAnswers,
  comeBack,
  rowsOf,
  useBrowser,
  withoutEvents,
} from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { open, newPage } = useBrowser(url);

const ALWAYS = "DAX always in its zone";

/** Colours of the lines on a chart. */
const [BLUE, YELLOW, VIOLET] = ["88,166,255", "210,153,34", "188,140,255"];

describe("the workflow dialog", () => {
  it("has its own address and is closed by Escape, Back and its button", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await open("/?status=enabled");
    const link = page.getByRole("link", { name: ALWAYS });
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
    await page.getByRole("link", { name: ALWAYS }).click();
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
    await page.getByRole("link", { name }).click();
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

describe("the order history", () => {
  it("has every order, newest first, a page at a time", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await newPage();
    // Compare with the page's last response: a run may signal, and an order expire, at any moment.
    let total = 0;
    page.on("response", async (response) => {
      const { pathname, searchParams } = new URL(response.url());
      if (!pathname.endsWith(`/${id}/orders`) || searchParams.has("cursor")) return;
      total = ((await response.json()) as { total_count: number }).total_count;
    });
    await page.goto(`/workflows/${id}`);
    const history = page.getByRole("region", { name: "Order history" });
    const rows = history.locator("tbody tr");
    await expect.poll(() => rows.count()).toBe(20);
    const heads = await history.locator("thead th").allInnerTexts();
    expect(heads.map((head) => head.trim())).toEqual([
      "Date (Paris)",
      "Direction",
      "Quantity",
      "Price",
      "Outcome",
      "Asset",
      "Type",
      "Trigger close",
    ]);
    await history.getByRole("button", { name: "Load more" }).click();
    await expect.poll(() => rows.count()).toBe(40);
    const times = await rows
      .locator("time")
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute("datetime") ?? ""));
    expect(times).toEqual(times.toSorted().toReversed());
    expect(new Set(times).size).toBe(40);
    expect(total).toBeGreaterThan(40);
    await expect.poll(() => history.innerText()).toContain(`40 of ${total}`);
  });

  it("reports unreadable orders instead of an empty history", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await newPage();
    type History = { orders: unknown[]; problems: string[]; next_cursor: string | null };
    await changeAnswers<History>(page, `**/${id}/orders?*`, () => ({
      orders: [],
      problems: [`${id}.1789743660: order_price: expected number`],
      next_cursor: null,
    }));
    await page.goto(`/workflows/${id}`);
    const history = page.getByRole("region", { name: "Order history" });
    await history.getByText("An order cannot be read:").waitFor();
    await expect.poll(() => history.innerText()).toContain("order_price: expected number");
    await expect.poll(() => history.getByText("No orders placed yet").count()).toBe(0);
  });

  it("shows prices with the instrument's decimals and without a currency", async () => {
    const page = await newPage();
    for (const [name, decimals] of [
      ["Agricole always in its zone", 3],
      [ALWAYS, 2],
    ] as const) {
      const { id } = await api.find(name);
      const [order] = (await api.history(id, 1)).orders;
      await page.goto(`/workflows/${id}`);
      const row = page.getByRole("region", { name: "Order history" }).locator("tbody tr").first();
      await row.waitFor();
      expect(order?.price_decimals).toBe(decimals);
      const figures = await row.locator("td").allInnerTexts();
      expect(figures[3]).toMatch(new RegExp(`^[\\d,]+\\.\\d{${decimals}}$`));
      expect(figures[7]).toMatch(new RegExp(`^[\\d,]+\\.\\d{${decimals}}$`));
    }
  });

  it("is refreshed every 30 seconds", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await newPage();
    await withoutEvents(page);
    await page.clock.install();
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().includes(`/${id}/orders`)) asked += 1;
    });
    await page.goto(`/workflows/${id}`);
    await page.getByRole("region", { name: "Order history" }).locator("tbody tr").first().waitFor();
    expect(asked).toBe(1);
    await page.clock.runFor(31_000);
    await expect.poll(() => asked).toBe(2);
  });

  it("reports no orders only when there are none", async () => {
    const { id } = await api.find("CAC never in its zone");
    const page = await newPage({ expects: /500/ });
    let isOld = false;
    type Detail = { created_at: string; as_of: string };
    await changeAnswers<Detail>(page, `**/workflows/${id}`, ({ as_of }) => ({
      created_at: isOld ? "2024-01-02T03:04:05Z" : as_of,
    }));
    await page.route(`**/${id}/orders?*`, (route) =>
      route.fulfill({
        status: 500,
        json: { type: "about:blank", title: "Broken", status: 500, detail: "It broke." },
      }),
    );
    await page.goto(`/workflows/${id}`);
    const history = page.getByRole("region", { name: "Order history" });
    await history.getByText("The order history cannot be loaded.").waitFor();
    await expect.poll(() => history.getByText("No orders placed yet").count()).toBe(0);
    await page.unroute(`**/${id}/orders?*`);
    await history.getByRole("button", { name: "Try again" }).click();
    await history.getByText("No orders placed yet").waitFor();
    // Orders are kept for seven days, so earlier orders of an older workflow are unknown.
    isOld = true;
    await page.reload();
    await history.getByText("No orders in the last seven days").waitFor();
    expect((await api.history(id, 1)).total_count).toBe(0);
  });

  it("keeps its rows when a refresh fails", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await newPage({ expects: /503/ });
    await page.goto(`/workflows/${id}`);
    const history = page.getByRole("region", { name: "Order history" });
    await expect.poll(() => history.locator("tbody tr").count()).toBe(20);
    await page.route(`**/${id}/orders?*`, (route) =>
      route.fulfill({
        status: 503,
        json: { type: "about:blank", title: "Busy", status: 503, detail: "Throttled." },
      }),
    );
    await expect
      .poll(() => comeBack(page).then(() => history.getByRole("alert").count()), {
        timeout: 20_000,
        interval: 500,
      })
      .toBe(1);
    await expect.poll(() => history.locator("tbody tr").count()).toBe(20);
  });
});

describe("the chart", () => {
  it("is loaded with the dialog, not with the page", async () => {
    const page = await newPage();
    const scripts: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("chart-canvas")) scripts.push(request.url());
    });
    await page.goto("/");
    await rowsOf(page).first().waitFor();
    expect(scripts).toEqual([]);
    await page.getByRole("link", { name: ALWAYS }).click();
    await page.getByRole("img", { name: /^Chart of DAX\.I/ }).waitFor();
    expect(scripts.length).toBeGreaterThan(0);
  });

  it.each([
    // The zone covers all prices: its edges are out of view and do not flatten the candles.
    [ALWAYS, /Zone/i, []],
    ["DAX under its 50-hour average", /average/i, [BLUE]],
    ["CAC at its lower band", /band/i, [BLUE, YELLOW]],
    ["CAC combo", /average.*Upper.*Lower/, [BLUE, YELLOW, VIOLET]],
    ["DAX rising line", /line/i, []],
    ["DAX at 22600, switched off", /22,600\.00/, []],
  ])("draws candles, the indicator and the orders of %s", async (name, line, lineColours) => {
    const { id } = await api.find(name);
    const page = await newPage();
    const answer = page.waitForResponse((response) => response.url().includes("/candles?"));
    await page.goto(`/workflows/${id}`);
    const chart = page.getByRole("img", { name: /^Chart of/ });
    await chart.waitFor();
    const words = (await chart.getAttribute("aria-label")) ?? "";
    expect(words).toMatch(/\d+ candles from/);
    expect(words).toMatch(line);
    const { orders } = (await (await answer).json()) as { orders: unknown[] };
    expect(words).toContain(`${orders.length} order${orders.length === 1 ? "" : "s"} marked`);
    await chart.scrollIntoViewIfNeeded();
    const colours = await chart.evaluate((element) => {
      const seen = new Set<string>();
      for (const canvas of element.querySelectorAll("canvas")) {
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        for (let place = 0; place < data.length; place += 4) {
          if (data[place + 3] === 255) seen.add(data.slice(place, place + 3).join());
        }
      }
      return [...seen];
    });
    // The green and red of the candles, and one colour for each line.
    expect(colours).toEqual(expect.arrayContaining(["63,185,80", "248,81,73", ...lineColours]));
    await page.getByText("TradingView Lightweight Charts™").waitFor();
  });

  it("marks the candle of the order selected in the history, and the reverse", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await open(`/workflows/${id}`);
    await page.getByRole("img", { name: /^Chart of/ }).waitFor();
    const history = page.getByRole("region", { name: "Order history" });
    const mark = history.locator("tbody tr").nth(4).getByRole("button");
    await mark.click();
    await expect.poll(() => mark.getAttribute("aria-pressed")).toBe("true");
    // The pointer is on the arrow of the last candle or of the one that is still forming.
    const chart = page.getByRole("img", { name: /^Chart of/ });
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    const chosen = () => history.locator('[aria-pressed="true"]').innerText();
    const before = await chosen();
    for (let back = 90; back < 700 && (await chosen()) === before; back += 4) {
      await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) - back, (box?.y ?? 0) + 150);
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
    }
    await expect.poll(() => chosen()).not.toBe(before);
  });

  it("shows the prices of the candle under the crosshair in its legend", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await open(`/workflows/${id}`);
    const chart = page.getByRole("img", { name: /^Chart of/ });
    await chart.waitFor();
    const legend = page.getByRole("figure").locator("figcaption");
    const last = await legend.innerText();
    expect(last).toMatch(/O [\d,.]+ H [\d,.]+ L [\d,.]+ C [\d,.]+/);
    await chart.hover({ position: { x: 120, y: 100 } });
    await expect.poll(() => legend.innerText()).not.toBe(last);
  });

  it("lets the wheel scroll the dialog", async () => {
    const { id } = await api.find(ALWAYS);
    const page = await open(`/workflows/${id}`);
    const chart = page.getByRole("img", { name: /^Chart of/ });
    await chart.hover();
    await page.mouse.wheel(0, 300);
    await expect
      .poll(() => chart.evaluate((element) => element.getBoundingClientRect().top))
      .toBeLessThan(200);
  });

  it("changes its unit time", async () => {
    const { id } = await api.find("CAC at its lower band");
    const page = await open(`/workflows/${id}`);
    const chart = page.getByRole("img", { name: /^Chart of/ });
    await chart.waitFor();
    const hourly = await chart.getAttribute("aria-label");
    await page.getByRole("button", { name: "Daily" }).click();
    await expect.poll(() => chart.getAttribute("aria-label")).not.toBe(hourly);
  });

  it("dates weeks by their Monday, even where it was still Sunday at the exchange", async () => {
    const { id } = await api.find("Nasdaq always in its zone, dry");
    const page = await open(`/workflows/${id}`);
    const chart = page.getByRole("img", { name: /^Chart of/ });
    await chart.waitFor();
    const answer = page.waitForResponse((response) => response.url().includes("ut=weekly"));
    await page.getByRole("button", { name: "Weekly" }).click();
    const { candles } = (await (await answer).json()) as { candles: { start: string }[] };
    const monday = new Date(candles.at(-1)?.start ?? "");
    expect(monday.getUTCDay()).toBe(1);
    const words = ` to ${String(monday.getUTCDate()).padStart(2, "0")} `;
    await expect.poll(() => chart.getAttribute("aria-label")).toContain(words);
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
    await expect.poll(() => panel.innerText()).toContain("disabled.");
  });
});

describe("the tab's title", () => {
  it("names the open workflow, and the page again after it was closed", async () => {
    const page = await open("/");
    await page.getByRole("link", { name: ALWAYS }).click();
    await expect.poll(() => page.title()).toBe(`${ALWAYS} · Bellwether`);
    await page.getByRole("link", { name: "Edit" }).click();
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
