import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import {
  addressOf,
  changeAnswers,
  columnOf,
  comeBack,
  failUntilRetried,
  filterBy,
  holdList,
  rowLink,
  rowOf,
  rowsOf,
  useBrowser,
  withoutEvents,
} from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { open, newPage } = useBrowser(url);

/** Where the table has all columns. */
const ROOMY = { viewport: { width: 1440, height: 900 } };

async function changeRow(page: Page, name: string, change: object): Promise<void> {
  await changeAnswers<{ workflows: { name: string }[] }>(page, "**/workflow/workflows", (list) => ({
    workflows: list.workflows.map((row) => (row.name === name ? { ...row, ...change } : row)),
  }));
}

const rename = (page: Page, from: string, name: string) => changeRow(page, from, { name });

describe("the list", () => {
  it("has a row for every workflow, with every column", async () => {
    const page = await open("/", ROOMY);
    await rowsOf(page).first().waitFor();
    const { workflows } = await api.workflows();
    await expect
      .poll(() => page.locator("main thead th").allInnerTexts())
      .toEqual([
        "",
        "Name",
        "Instrument",
        "Status",
        "Indicator",
        expect.stringContaining("Now"),
        "7 days",
        expect.stringContaining("Score"),
        expect.stringContaining("Last order"),
      ]);
    expect([...(await columnOf(page, "Name"))].toSorted()).toEqual(
      workflows.map((row) => row.name).toSorted(),
    );
    const row = rowOf(page, "DAX under its 50-hour average");
    for (const text of ["DAX.I", "GER40.I", "Enabled", "1 hour"]) {
      await expect.poll(() => row.innerText()).toContain(text);
    }
    await expect.poll(() => page.title()).toBe("Bellwether");
  });

  it("is requested once, before the script is loaded", async () => {
    const page = await newPage();
    await withoutEvents(page);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto("/");
    await rowsOf(page).first().waitFor();
    const lists = asked.filter((path) => path.endsWith("/workflow/workflows"));
    expect(lists).toHaveLength(1);
    const script = asked.find((path) => /^\/assets\/index-.*\.js$/.test(path)) ?? "";
    expect(asked.indexOf(lists[0] ?? "")).toBeLessThan(asked.indexOf(script));
  });

  it("shows for each workflow whether it is enabled, disabled or expired, dry or live", async () => {
    const page = await open("/?sort=name");
    await rowsOf(page).first().waitFor();
    const status = (name: string) =>
      rowOf(page, name).locator('td[data-label="Status"]').innerText();
    await expect.poll(() => status("DAX at 22600, switched off")).toContain("Disabled");
    await expect.poll(() => status("CAC weekly, ended")).toContain("Expired");
    await expect.poll(() => status("CAC combo")).toContain("Enabled");
  });

  it("shows the age of a last order relative to as_of, and the exact time on hover", async () => {
    // The browser's clock differs from the market's by years: an age counted from it would be a
    // date.
    const page = await newPage();
    await holdList(page);
    await page.clock.setFixedTime(new Date("2031-01-01T00:00:00Z"));
    const answer = page.waitForResponse((response) => response.url().endsWith("/workflows"));
    await page.goto("/");
    const list = (await (await answer).json()) as {
      as_of: string;
      workflows: { name: string; last_order_timestamp: string }[];
    };
    const stored = list.workflows.find((row) => row.name === "DAX always in its zone");
    const age = Date.parse(list.as_of) - Date.parse(stored?.last_order_timestamp ?? "");
    const minutes = Math.floor(age / 60_000);
    const days = Math.floor(minutes / 1_440);
    const hours = Math.floor(minutes / 60);
    const words = days > 0 ? `${days}d` : hours > 0 ? `${hours}h` : `${minutes}m`;
    const cell = rowOf(page, "DAX always in its zone").locator('td[data-label="Last order"]');
    await expect.poll(() => cell.innerText()).toContain(minutes === 0 ? "now" : `${words} ago`);
    await expect.poll(() => cell.innerText()).toMatch(/Buy\s+1\s+@\s+2\d,\d{3}\.\d{2}/);
    await expect
      .poll(() => cell.locator("time").getAttribute("title"))
      .toMatch(/2026, \d\d:\d1:00 CEST/);
    await expect
      .poll(() => cell.locator("time").getAttribute("datetime"))
      .toBe(stored?.last_order_timestamp);
  });

  it("shows a dash for a workflow without an order", async () => {
    const page = await open("/?q=CAC never");
    await expect.poll(() => rowsOf(page).count()).toBe(1);
    await expect
      .poll(() => page.locator('td[data-label="Last order"] [aria-hidden]').innerText())
      .toBe("-");
  });

  it("shows that the market is simulated", async () => {
    const page = await open("/");
    for (const path of ["/", "/orders", "/status", "/transfer"]) {
      await page.goto(path);
      const label = page.getByText("Simulated prices");
      await label.waitFor();
      await expect.poll(() => label.isVisible()).toBe(true);
    }
  });
});

it("the list shows the state of each workflow at the newest run: holding, its distance, or why not evaluated", async () => {
  const page = await open("/");
  await rowsOf(page).first().waitFor();
  const now = (name: string) => rowOf(page, name).locator('td[data-label="Now"]').innerText();
  await expect.poll(() => now("CAC never in its zone")).toMatch(/[\d,]+\.\d+ away|Closed/);
  await expect.poll(() => now("DAX at 22600, switched off")).toBe("");
  const { workflows } = await api.workflows();
  expect(workflows.some((row) => row.now !== null)).toBe(true);
});

describe("sorting", () => {
  it.each([
    ["Name", "name"],
    ["Instrument", "cfd"],
    ["Status", "status"],
    ["Indicator", "indicator"],
    ["Now", "now"],
    ["7 days", "signals"],
    ["Score", "score"],
    ["Last order", "last_order"],
  ])("works by %s in both directions and is kept in the address", async (title, column) => {
    const page = await newPage(ROOMY);
    await holdList(page);
    await page.goto(column === "name" ? "/?sort=cfd" : "/?sort=name");
    await rowsOf(page).first().waitFor();
    const head = page.getByRole("columnheader", { name: title });
    // Another button of the heading explains the word.
    const sort = head.getByRole("button").first();
    await sort.click();
    await expect.poll(() => head.getAttribute("aria-sort")).toMatch(/ascending|descending/);
    const first = await head.getAttribute("aria-sort");
    const once = await columnOf(page, "Name");
    expect(addressOf(page)).toContain(`sort=${column}`);
    await sort.click();
    await expect.poll(() => head.getAttribute("aria-sort")).not.toBe(first);
    const twice = await columnOf(page, "Name");
    expect(twice).not.toEqual(once);
    expect(twice.toSorted()).toEqual(once.toSorted());
    await page.reload();
    await rowsOf(page).first().waitFor();
    await expect.poll(() => columnOf(page, "Name")).toEqual(twice);
  });

  it("by Now starts with the nearest, by Score with the largest share that gained", async () => {
    const page = await newPage();
    await holdList(page);
    await page.goto("/?sort=name");
    await rowsOf(page).first().waitFor();
    const figures = async (title: string, pattern: RegExp) =>
      (await columnOf(page, title)).map((text) => Number(pattern.exec(text)?.[1]));
    for (const [title, pattern, sign] of [
      ["Now", /^([\d.]+) away$/, 1],
      ["Score", /(\d+) %/, -1],
    ] as const) {
      const head = page.getByRole("columnheader", { name: title });
      await head.getByRole("button").first().click();
      await expect.poll(() => head.getAttribute("aria-sort")).not.toBeNull();
      const shown = await figures(title, pattern);
      expect(shown.length).toBeGreaterThan(5);
      expect(shown).toEqual(shown.toSorted((one, other) => sign * (one - other)));
      expect(new Set(shown).size).toBe(shown.length);
    }
  });
});

describe("filters", () => {
  it("restrict the list, are kept in the address and survive a reload", async () => {
    const page = await open("/");
    await rowsOf(page).first().waitFor();
    await filterBy(page, "Status", "Enabled");
    await filterBy(page, "Instrument", "CAC40.I");
    await filterBy(page, "Mode", "Real");
    await expect
      .poll(() => columnOf(page, "Name").then((names) => names.toSorted()))
      .toEqual(["CAC at its lower band", "CAC at its upper band"]);
    expect(addressOf(page)).toBe("/?status=enabled&index=CAC40.I&mode=live");
    await page.reload();
    await expect.poll(() => rowsOf(page).count()).toBe(2);
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect.poll(() => addressOf(page)).toBe("/");
  });

  it("offer the indicators of the API", async () => {
    const page = await open("/");
    await rowsOf(page).first().waitFor();
    const answer = await fetch(`${url}/api/workflow/indicator-types`);
    const types = (await answer.json()) as { value: string; label: string }[];
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    const options = page
      .getByRole("region", { name: "Filter" })
      .getByLabel("Indicator")
      .locator("option");
    await expect.poll(() => options.allInnerTexts()).toEqual(["All", ...types.map((t) => t.label)]);
    await page
      .getByRole("region", { name: "Filter" })
      .getByLabel("Indicator")
      .selectOption({ value: "combo" });
    await expect.poll(() => columnOf(page, "Name")).toEqual(["CAC combo"]);
  });

  it("include the time of the last order", async () => {
    const page = await newPage();
    await holdList(page);
    const answer = page.waitForResponse((response) => response.url().endsWith("/workflows"));
    await page.goto("/?last=never");
    await rowsOf(page).first().waitFor();
    const { workflows } = (await (await answer).json()) as {
      workflows: { name: string; last_order_timestamp: string | null }[];
    };
    const never = workflows.filter((row) => row.last_order_timestamp === null);
    expect((await columnOf(page, "Name")).toSorted()).toEqual(
      never.map((row) => row.name).toSorted(),
    );
    await filterBy(page, "Last order", "Last 7 days");
    await expect.poll(() => columnOf(page, "Name")).toContain("DAX always in its zone");
    await expect.poll(() => columnOf(page, "Name")).not.toContain("CAC never in its zone");
  });

  it("are chips, each with a way to remove it", async () => {
    const page = await open("/?status=enabled&mode=live");
    await rowsOf(page).first().waitFor();
    await page.getByRole("button", { name: "Remove the filter Mode: Real" }).click();
    await expect.poll(() => addressOf(page)).toBe("/?status=enabled");
    await page.getByRole("button", { name: "Remove the filter Status: Enabled" }).click();
    await expect.poll(() => addressOf(page)).toBe("/");
  });

  it("find words in name, instrument or indicator, and report when no workflow matches", async () => {
    const page = await open("/");
    await rowsOf(page).first().waitFor();
    await page.getByLabel("Search").pressSequentially("fra40 band");
    await expect.poll(() => rowsOf(page).count()).toBe(2);
    expect(new URL(page.url()).searchParams.get("q")).toBe("fra40 band");
    await page.getByLabel("Search").fill("lower bollinger");
    await expect.poll(() => columnOf(page, "Name")).toEqual(["CAC at its lower band"]);
    await page.getByLabel("Search").fill("nothing like it");
    await page.getByText("No workflow matches these filters").waitFor();
  });
});

describe("refreshing the list", () => {
  it("happens each minute without events, also while the tab is hidden, which announces signals", async () => {
    const page = await newPage();
    await withoutEvents(page);
    await page.clock.install();
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().endsWith("/workflow/workflows")) asked += 1;
    });
    await page.goto("/");
    await rowsOf(page).first().waitFor();
    const atFirst = asked;
    await page.clock.runFor(61_000);
    await expect.poll(() => asked).toBeGreaterThan(atFirst);
    const visible = asked;
    await page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    });
    await page.clock.runFor(61_000);
    await expect.poll(() => asked).toBeGreaterThan(visible);
  });

  it("shows new values in place without moving rows", async () => {
    const page = await newPage({ viewport: { width: 1200, height: 420 } });
    await withoutEvents(page);
    await page.clock.install();
    await page.goto("/?sort=name");
    await rowsOf(page).first().waitFor();
    const before = await columnOf(page, "Name");
    await page.evaluate(() => window.scrollTo(0, 200));
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(200);
    // The name that sorted last now sorts first.
    await rename(page, before.at(-1) ?? "", "AAA renamed");
    await page.clock.runFor(61_000);
    await expect
      .poll(() => columnOf(page, "Name").then((names) => names.at(-1)))
      .toBe("AAA renamed");
    expect((await columnOf(page, "Name")).slice(0, -1)).toEqual(before.slice(0, -1));
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(200);
    await page.getByRole("button", { name: "sort again" }).click();
    await expect.poll(() => columnOf(page, "Name").then((names) => names[0])).toBe("AAA renamed");
  });

  it("shows the orders of a replay within seconds, while it runs and at its end", async () => {
    const page = await newPage();
    await page.clock.install();
    let replaying = true;
    await page.route("**/workflow/status", async (route) => {
      // Without the tag: an answer of 304 has no body to change.
      const { "if-none-match": _tag, ...headers } = route.request().headers();
      const response = await route.fetch({ headers });
      const status = (await response.json()) as { market: object };
      await route.fulfill({
        response,
        json: { ...status, market: { ...status.market, replaying } },
      });
    });
    const name = "DAX always in its zone";
    await changeRow(page, name, { last_order_timestamp: null });
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().endsWith("/workflow/workflows")) asked += 1;
    });
    await page.goto("/");
    const row = rowOf(page, name);
    await row.waitFor();
    const seen = asked;
    await page.clock.runFor(2_500);
    await expect.poll(() => asked).toBeGreaterThan(seen);
    // The last orders are stored when the replay ends.
    replaying = false;
    await page.unroute("**/workflow/workflows");
    await page.clock.runFor(2_500);
    await row.locator("time").first().waitFor();
  });

  it("keeps the focus", async () => {
    const page = await newPage();
    await page.clock.install();
    await page.goto("/?sort=name");
    const link = rowLink(page, "DAX always in its zone");
    await link.focus();
    await rename(page, "CAC combo", "CAC renamed");
    await page.clock.runFor(61_000);
    await rowLink(page, "CAC renamed").waitFor();
    await expect
      .poll(() => link.evaluate((element) => element === document.activeElement))
      .toBe(true);
  });

  it("highlights a new last order briefly", async () => {
    const page = await newPage();
    await withoutEvents(page);
    await page.clock.install();
    // Its exchange may stay closed for minutes, so the first response omits the second one's order.
    await changeRow(page, "DAX always in its zone", { last_order_timestamp: null });
    await page.goto("/");
    const row = rowOf(page, "DAX always in its zone");
    await row.waitFor();
    const animation = () =>
      row
        .locator("td")
        .first()
        .evaluate((cell) => getComputedStyle(cell).animationName);
    await expect.poll(() => animation()).toBe("none");
    await page.unroute("**/workflow/workflows");
    await page.clock.runFor(61_000);
    await expect.poll(animation).not.toBe("none");
    await page.clock.runFor(8_000);
    await expect.poll(animation).toBe("none");
  });
});

describe("the list, while it loads or fails,", () => {
  it("shows a skeleton before its first rows", async () => {
    const page = await newPage();
    const skeleton = page.getByText("Loading workflows");
    // Hold the response until the skeleton has been seen.
    await page.route("**/workflow/workflows", async (route) => {
      await skeleton.waitFor({ state: "attached" });
      await route.continue();
    });
    await page.goto("/");
    await rowsOf(page).first().waitFor();
    await expect.poll(() => skeleton.count()).toBe(0);
  });

  it("reports an error, keeps the old rows and retries on request", async () => {
    const page = await newPage({ expects: /503/ });
    await page.goto("/");
    await rowsOf(page).first().waitFor();
    const rows = await rowsOf(page).count();
    await failUntilRetried(page, "**/workflow/workflows", {
      title: "Unavailable",
      status: 503,
      detail: "The store is throttled.",
    });
    const alert = page.getByRole("alert");
    await expect
      .poll(() => comeBack(page).then(() => alert.count()), { timeout: 30_000, interval: 500 })
      .toBe(1);
    await expect.poll(() => alert.innerText()).toContain("The store is throttled.");
    await expect.poll(() => rowsOf(page).count()).toBe(rows);
    await alert.getByRole("button", { name: "Try again" }).click();
    await alert.waitFor({ state: "detached" });
  });

  it("offers to create or import workflows when there are none", async () => {
    const page = await newPage();
    await page.route("**/workflow/workflows", (route) =>
      route.fulfill({
        json: { workflows: [], total: 0, as_of: "2026-09-14T07:00:00Z", next_cursor: null },
      }),
    );
    await page.goto("/");
    await page.getByText("No workflows yet").waitFor();
    await expect
      .poll(() => page.getByRole("link", { name: "Create a workflow" }).isVisible())
      .toBe(true);
    await page.getByRole("link", { name: "Import a file" }).click();
    await page.getByRole("heading", { name: "Import", exact: true }).waitFor();
  });
});
