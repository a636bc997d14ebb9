import { expect, inject, it } from "vitest";
import { changeAnswers, holdList, rowsOf, useBrowser } from "./support/browser.ts";

const { newPage } = useBrowser(inject("url"));

it("the first screen states what the page is, the state of the system, and the workflows nearest to a signal", async () => {
  const page = await newPage();
  await holdList(page);
  await page.goto("/");
  await rowsOf(page).first().waitFor();
  await page.getByText(/^Each rule is evaluated every half hour.* it places none\.$/).waitFor();
  const health = page.getByRole("banner").getByRole("link", { name: /All well/ });
  await expect.poll(() => health.innerText()).toMatch(/next run at \d\d:\d\d/);
  const outlook = page.getByRole("paragraph").filter({ hasText: "Nearest to a signal" });
  await expect.poll(() => outlook.innerText()).toContain("0 conditions hold now");
  const nearest = outlook.getByRole("link").nth(1);
  // The distances of this list count from 1, in the order of the answer.
  await expect.poll(() => outlook.innerText()).toMatch(/1\.0+ away.*2\.0+ away.*3\.0+ away/s);
  const name = await nearest.innerText();
  await nearest.click();
  await page.getByRole("dialog", { name }).waitFor();
});

it("the first screen states that nothing can signal while all sessions are closed", async () => {
  type List = { as_of: string; workflows: object[] };
  const page = await newPage();
  await changeAnswers<List>(page, "**/workflow/workflows", ({ as_of, workflows }) => ({
    workflows: workflows.map((row) => ({
      ...row,
      now: {
        tick: as_of,
        outcome: "closed",
        reason: null,
        distance_points: null,
        distance_ranges: null,
        episode: null,
        episode_count: 0,
      },
    })),
  }));
  await page.goto("/");
  const words = page.getByText("All sessions are closed: nothing signals before one opens.");
  await expect.poll(() => words.count()).toBe(1);
});
