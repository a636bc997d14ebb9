import { expect, inject, it } from "vitest";
import { filterBy, rowsOf, useBrowser } from "./support/browser.ts";

const { open } = useBrowser(inject("url"));

/** The current time of day in a time zone. */
function clock(zone: string, at: number): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeStyle: "medium" }).format(at);
}

it("at 360 pixels, filters are collapsed and sorting is available", async () => {
  const page = await open("/", { viewport: { width: 360, height: 740 } });
  await rowsOf(page).first().waitFor();
  await expect.poll(() => page.getByLabel("Status").isVisible()).toBe(false);
  const all = await rowsOf(page).count();
  await filterBy(page, "Status", "Disabled");
  await expect.poll(() => rowsOf(page).count()).toBeLessThan(all);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByLabel("Sort by").selectOption("Name ▲");
  await expect.poll(() => rowsOf(page).first().innerText()).toContain("Agricole");
});

it.each([360, 768, 1024, 1280])(
  "at %i pixels, names have room and last orders are visible",
  async (width) => {
    const page = await open("/", { viewport: { width, height: 900 } });
    await rowsOf(page).first().waitFor();
    const boxes = await rowsOf(page).evaluateAll((rows) =>
      rows.map((row) => ({
        name: row.querySelector('[data-label="Name"]')?.getBoundingClientRect().width ?? 0,
        lastOrder:
          row.querySelector('[data-label="Last order"]')?.getBoundingClientRect().right ?? 0,
      })),
    );
    expect(boxes.length).toBeGreaterThan(5);
    expect(Math.min(...boxes.map((box) => box.name))).toBeGreaterThan(150);
    expect(Math.max(...boxes.map((box) => box.lastOrder))).toBeLessThanOrEqual(width);
  },
);

it("a card labels its numbers", async () => {
  const page = await open("/orders", { viewport: { width: 360, height: 740 } });
  const price = rowsOf(page).first().locator('td[data-label="Trigger close"]');
  await price.waitFor();
  await expect
    .poll(() => price.evaluate((cell) => getComputedStyle(cell, "::before").content))
    .toContain("Trigger close");
});

it("the page follows the colour scheme of the system", async () => {
  const page = await open("/");
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await expect.poll(() => ground()).toBe("rgb(13, 17, 23)");
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(() => ground()).toBe("rgb(255, 255, 255)");
});

it("the first row is reached within five tabs", async () => {
  const page = await open("/?sort=name");
  await rowsOf(page).first().waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect.poll(() => focused()).toBe("Skip to the first row");
  await page.keyboard.press("Enter");
  await expect.poll(() => focused()).toBe(await rowsOf(page).first().locator("a").innerText());
});

it("the page can be used with the keyboard only", async () => {
  const page = await open("/");
  await rowsOf(page).first().waitFor();
  await page.keyboard.press("Tab");
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
  await expect.poll(() => focused()).toBe("Skip to the content");
  await page.keyboard.press("Enter");
  const tabTo = async (wanted: string) => {
    // Each row has a few controls, and other tests add rows.
    for (let step = 0; step < 300; step += 1) {
      if ((await focused()) === wanted) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`the Tab key does not reach ${wanted}`);
  };
  await tabTo("Name");
  await page.keyboard.press("Enter");
  const head = page.getByRole("columnheader", { name: "Name" });
  await expect.poll(() => head.getAttribute("aria-sort")).toBe("ascending");
  await tabTo("DAX always in its zone");
  const outline = await page.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement!);
    return `${outlineStyle} ${outlineWidth}`;
  });
  expect(outline).toBe("solid 2px");
  await page.keyboard.press("Enter");
  const opened = page.getByRole("dialog", { name: "DAX always in its zone", exact: true });
  await opened.waitFor();
  await tabTo("Edit");
  await page.keyboard.press("Enter");
  const form = page.getByRole("dialog", { name: "Edit DAX always in its zone" });
  await expect
    .poll(() => form.getByLabel("Name").evaluate((field) => field === document.activeElement))
    .toBe(true);
  // Elements under a dialog are inert.
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(
      () =>
        document.activeElement === document.body ||
        document.activeElement?.closest("dialog") !== null,
    );
    expect(inside).toBe(true);
  }
  await page.keyboard.press("Escape");
  await opened.waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(focused).toBe("DAX always in its zone");
});

it("the page shows times in the exchange's zone, UTC or the browser's, and remembers the choice", async () => {
  const page = await open("/?q=DAX always");
  const time = rowsOf(page).locator("time");
  await time.waitFor();
  // This browser's time zone is Asia/Tokyo.
  for (const [choice, zone] of [
    ["Exchange time", "Europe/Paris"],
    ["UTC", "UTC"],
    ["Local time", "Asia/Tokyo"],
  ] as const) {
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByLabel("Times in").selectOption(choice);
    await page.keyboard.press("Escape");
    // A run may signal at any moment: both are read from one element, at once.
    await expect
      .poll(async () => {
        const [at, title] = await time.evaluate((cell) => [
          cell.getAttribute("datetime") ?? "",
          cell.getAttribute("title") ?? "",
        ]);
        return title?.includes(clock(zone, Date.parse(at ?? "")));
      })
      .toBe(true);
  }
  await page.reload();
  await time.waitFor();
  await page.getByRole("button", { name: "Settings" }).click();
  await expect.poll(() => page.getByLabel("Times in").inputValue()).toBe("local");
});

it("the page formats numbers for the browser's locale", async () => {
  const page = await open("/?q=DAX always", { locale: "de-DE" });
  await rowsOf(page).first().waitFor();
  await expect
    .poll(() => page.locator('td[data-label="Last order"]').innerText())
    .toMatch(/1\s+@\s+\d\d\.\d{3},\d\d/);
});
