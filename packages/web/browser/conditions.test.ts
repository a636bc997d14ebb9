import { describe, expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { changeAnswers, editLink, rowOf, useBrowser } from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { open, newPage } = useBrowser(url);

describe("several conditions", () => {
  it("can be added and removed in the form, up to five, which shows how they combine", async () => {
    const page = await open("/workflows/new");
    const form = page.getByRole("dialog", { name: "New workflow" });
    await form.getByLabel("Name").fill("Several by a test");
    await form.getByLabel("Index", { exact: true }).fill("DAX.I");
    await form.getByLabel("CFD").fill("GER40.I");
    await form.getByLabel("Spread").fill("50");
    const add = form.getByRole("button", { name: "Add a condition" });
    for (let count = 2; count <= 5; count += 1) await add.click();
    await expect.poll(() => add.count()).toBe(0);
    for (let count = 5; count > 2; count -= 1) {
      await form.getByRole("button", { name: `Remove condition ${count}` }).click();
    }
    const second = form.getByRole("group", { name: "Condition 2" });
    await second.getByLabel("Indicator", { exact: true }).selectOption({ value: "polarite" });
    await second.getByLabel("Level").fill("22000");
    await second.getByLabel("The market is").selectOption("above (buy side)");
    await form.getByLabel("Signals when").selectOption("any condition holds");
    await form.getByText(/^Any of these holds: \(1\) .*average of DAX\.I\. \(2\) /).waitFor();
    await form.getByRole("button", { name: "Create" }).click();
    const dialog = page.getByRole("dialog", { name: "Several by a test", exact: true });
    await dialog.getByText("One of these has to hold.").waitFor();
    const { id } = await api.find("Several by a test");
    await expect
      .poll(() => api.detail(id))
      .toMatchObject({
        match: "any",
        conditions: [
          { indicator: { name: "ma50" }, close: { spread: 50 } },
          { indicator: { name: "polarite", value: 22000 }, close: { direction: "above" } },
        ],
      });
    await api.remove(id, page);
  });

  it("each show in the dialog whether they hold, and are kept when another field is edited", async () => {
    await api.importYaml(`- name: Both by a test
  index: DAX.I
  cfd: GER40.I
  enable: true
  match: all
  conditions:
    - indicator: {name: zone, ut: h1, value: 0, zone_value: 1000000}
      close: {direction: below, ut: h1, spread: 0}
    - indicator: {name: polarite, ut: h1, value: 10}
      close: {direction: below, ut: h1, spread: 1}
      element: close
`);
    const { id } = await api.find("Both by a test");
    const page = await open(`/workflows/${id}`);
    const dialog = page.getByRole("dialog", { name: "Both by a test", exact: true });
    await dialog.getByText(/1 of 2 conditions hold; all are needed, [\d,.]+ points away/).waitFor();
    await dialog.getByRole("heading", { name: "1. holds" }).waitFor();
    await dialog.getByRole("heading", { name: "2. does not hold" }).waitFor();
    await editLink(page).click();
    const form = page.getByRole("dialog", { name: "Edit Both by a test" });
    await form.getByLabel("Offset").fill("3");
    await form.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("3 points below the low").waitFor();
    await expect
      .poll(() => api.detail(id))
      .toMatchObject({
        version: 2,
        match: "all",
        conditions: [{ indicator: { name: "zone" } }, { indicator: { value: 10 } }],
      });
    await api.remove(id, page);
  });

  it("mark the invalid field of a condition", async () => {
    const page = await open("/workflows/new");
    const form = page.getByRole("dialog", { name: "New workflow" });
    await form.getByRole("button", { name: "Add a condition" }).click();
    const second = form.getByRole("group", { name: "Condition 2" });
    await second.getByLabel("Spread").fill("wide");
    await form.getByRole("button", { name: "Create" }).click();
    await expect.poll(() => second.getByLabel("Spread").getAttribute("aria-invalid")).toBe("true");
    const first = form.getByRole("group", { name: "Condition 1" });
    await expect.poll(() => first.getByLabel("Spread").getAttribute("aria-invalid")).toBe("false");
  });
});

it("an instrument that the market does not list is a problem in the list", async () => {
  await api.importYaml(`- name: Of nothing by a test
  index: NOPE.I
  cfd: NOPE.I
  enable: true
  conditions:
    - indicator: {name: ma50, ut: h1}
      close: {direction: below, ut: h1, spread: 10}
`);
  const row = await api.find("Of nothing by a test");
  const page = await newPage();
  // As after the next run.
  await changeAnswers<{ workflows: object[] }>(page, "**/workflow/workflows", ({ workflows }) => ({
    workflows: workflows.map((each) =>
      "id" in each && each.id === row.id ? { ...each, now: SKIPPED } : each,
    ),
  }));
  await page.goto("/");
  await rowOf(page, "Of nothing by a test")
    .getByText("Unknown instrument", { exact: true })
    .waitFor();
  expect((await api.find("Of nothing by a test")).enable).toBe(true);
  await api.remove(row.id);
});

const SKIPPED = {
  outcome: "skipped",
  reason: "unknown instrument",
  distance_points: null,
  distance_ranges: null,
  episode: null,
  episode_count: 0,
};
