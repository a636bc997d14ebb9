import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { changeAnswers, holdList, rowLink, rowsOf, useBrowser } from "./support/browser.ts";
import { workflowNamed } from "./support/workflow-text.ts";

const url = inject("url");
const api = apiOf(url);
const { newPage } = useBrowser(url);

const LONG = "DAX rebounds from its lower Bollinger band while the weekly trend is up";

/** From the smallest window whose rows are not cards. */
const TABLE_WIDTHS = [1181, 1200, 1280, 1366, 1440, 1920, 2560];

describe("the rows of the list", () => {
  it("have one line at every width; a long name is cut, with the whole of it on hover", async () => {
    await api.importYaml(workflowNamed(LONG));
    const page = await newPage();
    await holdList(page);
    await page.goto("/?hide=none");
    await rowsOf(page).first().waitFor();
    for (const width of TABLE_WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const heights = await rowsOf(page).evaluateAll((rows) =>
        rows.map((row) => row.getBoundingClientRect().height),
      );
      expect(Math.max(...heights), `${width}`).toBeLessThanOrEqual(33);
      await expect.poll(() => scrollWidth(page)).toBe(width);
    }
    await expect.poll(() => rowLink(page, LONG).getAttribute("title")).toBe(LONG);
    await api.remove((await api.find(LONG)).id, page);
  });

  it("show Now and Score in every table: other columns give way", async () => {
    const page = await newPage();
    await holdList(page);
    await page.goto("/");
    await rowsOf(page).first().waitFor();
    for (const width of TABLE_WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      for (const title of ["Name", "Now", "Score", "Last order"]) {
        const box = await rowsOf(page).first().locator(`td[data-label="${title}"]`).boundingBox();
        expect(box?.width, `${title} at ${width}`).toBeGreaterThan(40);
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
      }
    }
  });

  it("align the figures of each column at their right", async () => {
    const page = await newPage({ viewport: { width: 1440, height: 900 } });
    await holdList(page);
    await page.goto("/");
    await rowsOf(page).first().waitFor();
    const ends = await rowsOf(page).evaluateAll((rows) =>
      rows.map((row) => {
        const cells = row.querySelectorAll('td[data-label="Score"] span > span');
        return [...cells].map((cell) => Math.round(cell.getBoundingClientRect().right));
      }),
    );
    expect(ends[0]).toHaveLength(3);
    expect(new Set(ends.map((each) => each.join())).size).toBe(1);
  });
});

describe("the header", () => {
  type Status = { market: object; paused: boolean; problems: string[] };
  const well = { problems: [] };
  const busy = ({ market }: Status) => ({
    market: { ...market, replaying: true },
    paused: true,
    problems: ["The queue of notify is behind.", "A run was missed.", "A dead letter of persist."],
  });

  it.each([320, 360, 768, 1024, 1200, 1280, 1440, 2560])(
    "is one row at %i pixels, and nothing in it overlaps or is cut, with every badge",
    async (width) => {
      for (const isBusy of [false, true]) {
        const page = await newPage({ viewport: { width, height: 700 } });
        await changeAnswers<Status>(page, "**/workflow/status", isBusy ? busy : () => well);
        await page.goto("/");
        await page.locator(`[data-health="${isBusy ? "bad" : "good"}"]`).waitFor();
        const header = page.locator("header").first();
        expect((await header.boundingBox())?.height).toBeLessThanOrEqual(49);
        const boxes = await header.evaluate((element) =>
          [...element.querySelectorAll(":scope > *, nav > a")]
            .filter((each) => each.tagName !== "NAV" && each.getClientRects().length > 0)
            .map((each) => {
              const { left, right } = each.getBoundingClientRect();
              return { left, right, isCut: each.scrollWidth > each.clientWidth + 1 };
            })
            .filter(({ left, right }) => right > left)
            .toSorted((one, other) => one.left - other.left),
        );
        expect(boxes.length).toBeGreaterThan(6);
        expect(boxes.filter(({ isCut }) => isCut)).toEqual([]);
        for (const [place, { right }] of boxes.entries()) {
          expect(right).toBeLessThanOrEqual((boxes[place + 1]?.left ?? width) + 0.5);
        }
        await expect.poll(() => scrollWidth(page)).toBe(width);
      }
    },
  );
});

function scrollWidth(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth);
}
