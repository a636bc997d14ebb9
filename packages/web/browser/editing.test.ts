import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { addressOf, editLink, rowLink, rowsOf, useBrowser } from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { open } = useBrowser(url);

/** Creates a workflow with the form, starting from the list; ends on the workflow's dialog. */
async function create(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name: "New workflow", exact: true }).click();
  const form = page.getByRole("dialog", { name: "New workflow" });
  await form.getByLabel("Name").fill(name);
  await form.getByLabel("Index", { exact: true }).fill("CAC40.I");
  await form.getByLabel("CFD").fill("FRA40.I");
  await form.getByRole("button", { name: "Create" }).click();
  await page.getByRole("dialog", { name, exact: true }).waitFor();
}

describe("creating a workflow", () => {
  it("makes a dry run by default", async () => {
    const page = await open("/");
    await create(page, "Made by a test");
    const stored = await api.find("Made by a test");
    expect(stored).toMatchObject({ dry_run: true, enable: true, version: 1 });
    await page.keyboard.press("Escape");
    await expect.poll(() => addressOf(page)).toBe("/");
    await rowLink(page, "Made by a test").waitFor();
    await api.remove(stored.id);
  });

  it("shows the error at each field and focuses the first", async () => {
    const page = await open("/workflows/new");
    const form = page.getByRole("dialog", { name: "New workflow" });
    await form.getByLabel("Quantity").fill("much");
    await form.getByRole("button", { name: "Create" }).click();
    await form.getByRole("alert").getByText("4 fields need attention.").waitFor();
    for (const [label, reason] of [
      ["Name", "This field is required"],
      ["Index", "This field is required"],
      ["CFD", "This field is required"],
      ["Quantity", "This is not a number or is ambiguous: write it like 22400.5"],
    ] as const) {
      const field = form.getByLabel(label, { exact: true });
      await expect.poll(() => field.getAttribute("aria-invalid")).toBe("true");
      const ids = ((await field.getAttribute("aria-describedby")) ?? "").split(" ");
      const texts = await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).innerText()));
      expect(texts).toContain(reason);
    }
    const focused = form.getByLabel("Name");
    await expect
      .poll(() => focused.evaluate((field) => field === document.activeElement))
      .toBe(true);
  });

  it("shows the errors at the first click, even if leaving a field shows one too", async () => {
    // The whole form fits, so that an error message would move the button away from the pointer.
    const page = await open("/workflows/new", { viewport: { width: 360, height: 2_400 } });
    const form = page.getByRole("dialog", { name: "New workflow" });
    await form.getByLabel("Name").focus();
    await form.getByRole("button", { name: "Create" }).click();
    await form.getByRole("alert").waitFor();
    await expect.poll(() => form.getByRole("alert").innerText()).toBe("3 fields need attention.");
  });

  it("reports a name that is taken and keeps the input", async () => {
    const page = await open("/workflows/new", { expects: /409/ });
    const form = page.getByRole("dialog", { name: "New workflow" });
    await form.getByLabel("Name").fill("cac COMBO");
    await form.getByLabel("Index", { exact: true }).fill("CAC40.I");
    await form.getByLabel("CFD").fill("FRA40.I");
    await form.getByRole("button", { name: "Create" }).click();
    await form.getByRole("alert").waitFor();
    await expect.poll(() => form.getByLabel("Name").getAttribute("aria-invalid")).toBe("true");
    await expect.poll(() => form.getByLabel("Name").inputValue()).toBe("cac COMBO");
  });

  it("previews on request the signals of the draft", async () => {
    const page = await open("/workflows/new");
    const form = page.getByRole("dialog", { name: "New workflow" });
    const ask = form.getByRole("button", { name: "What would it have done in 30 days?" });
    await expect.poll(() => ask.isDisabled()).toBe(true);
    await form.getByLabel("Name").fill("Only looked at");
    await form.getByLabel("Index", { exact: true }).fill("CAC40.I");
    await form.getByLabel("CFD").fill("FRA40.I");
    await form.getByLabel("Spread").fill("100000");
    await ask.click();
    await form
      .getByText(
        /\d+ signals: \d+ % filled \(of \d+\), \d+ % gained after 1 d \(of \d+\), median .* points \(of \d+\)\./,
      )
      .waitFor();
    await form.getByText(/Of \d+ evaluations in the last 30 days/).waitFor();
    await form.getByText(/before costs; no broker filled any of it/).waitFor();
    await form
      .getByRole("listitem")
      .filter({ hasText: /filled/ })
      .first()
      .waitFor();
    // The result belonged to another draft.
    await form.getByLabel("Spread").fill("0");
    await form.getByText(/in the last 30 days/).waitFor({ state: "detached" });
  });

  it("has the fields that each of the eight indicators needs", async () => {
    const page = await open("/workflows/new");
    const form = page.getByRole("dialog", { name: "New workflow" });
    const indicator = form.getByLabel("Indicator", { exact: true });
    await expect.poll(() => indicator.locator("option").count()).toBe(8);
    const has = async (label: string) => (await form.getByLabel(label).count()) > 0;
    const wanted: Record<string, readonly string[]> = {
      ma7: ["Spread", "Tested"],
      ma50: ["Spread", "Tested"],
      combo: [],
      bbb: ["Spread", "Tested"],
      bbh: ["Spread", "Tested"],
      polarite: ["Level", "Spread", "Tested"],
      zone: ["Zone from", "Zone to", "Tested"],
      inclined: [
        "First point, day",
        "First point, price",
        "Second point, day",
        "Second point, price",
        "Spread",
        "Tested",
      ],
    };
    const all = [...new Set(Object.values(wanted).flat())];
    for (const [name, labels] of Object.entries(wanted)) {
      await indicator.selectOption({ value: name });
      const shown = [];
      for (const label of all) if (await has(label)) shown.push(label);
      expect([name, shown.toSorted()]).toEqual([name, [...labels].toSorted()]);
    }
  });

  it("stores an inclined line as it was entered", async () => {
    const page = await open("/workflows/new");
    const form = page.getByRole("dialog", { name: "New workflow" });
    await form.getByLabel("Name").fill("A line by a test");
    await form.getByLabel("Index", { exact: true }).fill("DAX.I");
    await form.getByLabel("CFD").fill("GER40.I");
    await form.getByLabel("Indicator", { exact: true }).selectOption({ value: "inclined" });
    await form.getByLabel("First point, day").fill("2026-08-03");
    await form.getByLabel("First point, price").fill("22 000,5");
    await form.getByLabel("Second point, day").fill("2026-09-01");
    await form.getByLabel("Second point, price").fill("22400");
    await form.getByLabel("Spread").fill("60");
    await form.getByLabel("The market is").selectOption("above (buy side)");
    await form.getByText("at most 60 points under the line through").waitFor();
    await form.getByRole("button", { name: "Create" }).click();
    await page.getByRole("dialog", { name: "A line by a test" }).waitFor();
    const { id } = await api.find("A line by a test");
    expect((await api.detail(id)).conditions[0].indicator).toEqual({
      name: "inclined",
      ut: "h1",
      x1: { x: "2026-08-03", y: 22000.5 },
      x2: { x: "2026-09-01", y: 22400 },
    });
    await api.remove(id, page);
  });
});

describe("editing a workflow", () => {
  it("stores the changed fields and raises the version", async () => {
    const page = await open("/");
    await create(page, "Edited by a test");
    await editLink(page).click();
    const form = page.getByRole("dialog", { name: "Edit Edited by a test" });
    await form.getByLabel("Spread").fill("25");
    await form.getByRole("button", { name: "Save" }).click();
    const dialog = page.getByRole("dialog", { name: "Edited by a test", exact: true });
    await dialog.getByText("at most 25 points under").waitFor();
    const { id, version } = await api.find("Edited by a test");
    expect(version).toBe(2);
    expect(addressOf(page)).toBe(`/workflows/${id}`);
    await page.keyboard.press("Escape");
    await expect.poll(() => addressOf(page)).toBe("/");
    await api.remove(id, page);
  });

  it("finishes once it is stored, however long the list takes", async () => {
    const page = await open("/");
    await create(page, "Saved by a test");
    const { id } = await api.find("Saved by a test");
    await editLink(page).click();
    const form = page.getByRole("dialog", { name: "Edit Saved by a test" });
    await form.getByLabel("Spread").fill("25");
    // The list request stays unanswered.
    await page.route("**/workflow/workflows", () => {});
    await form.getByRole("button", { name: "Save" }).click();
    const dialog = page.getByRole("dialog", { name: "Saved by a test", exact: true });
    await dialog.getByText("at most 25 points under").waitFor();
    await expect.poll(() => form.count()).toBe(0);
    await api.remove(id, page);
  });

  it("reports a concurrent edit, overwrites nothing and keeps the input", async () => {
    const page = await open("/", { expects: /412/ });
    await create(page, "Raced by a test");
    const { id } = await api.find("Raced by a test");
    await editLink(page).click();
    const form = page.getByRole("dialog", { name: "Edit Raced by a test" });
    await form.getByLabel("Offset").fill("7");
    await api.edit(id, { index: "DAX.I" });
    await form.getByRole("button", { name: "Save" }).click();
    const alert = form.getByRole("alert");
    await alert.getByText("Changed elsewhere meanwhile: reload to see it.").waitFor();
    await expect.poll(() => form.getByLabel("Offset").inputValue()).toBe("7");
    await expect
      .poll(() => api.detail(id))
      .toMatchObject({
        version: 2,
        index: "DAX.I",
        trigger: { offset: 1 },
      });
    await alert.getByRole("button", { name: "Reload" }).click();
    await expect.poll(() => form.getByLabel("Index", { exact: true }).inputValue()).toBe("DAX.I");
    await form.getByLabel("Offset").fill("8");
    await form.getByRole("button", { name: "Save" }).click();
    await page.getByRole("dialog", { name: "Raced by a test", exact: true }).waitFor();
    await expect.poll(() => api.detail(id)).toMatchObject({ version: 3, trigger: { offset: 8 } });
    await api.remove(id, page);
  });

  it("asks before it discards the input", async () => {
    const { id } = await api.find("CAC combo");
    const page = await open(`/workflows/${id}`);
    await editLink(page).click();
    const form = page.getByRole("dialog", { name: "Edit CAC combo" });
    await form.getByLabel("Name").fill("Something else");
    await page.keyboard.press("Escape");
    const question = page.getByRole("alertdialog", { name: "Discard your changes?" });
    await question.getByRole("button", { name: "Keep editing" }).click();
    await question.waitFor({ state: "detached" });
    await expect.poll(() => form.getByLabel("Name").inputValue()).toBe("Something else");
    await page.keyboard.press("Escape");
    await question.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("dialog", { name: "CAC combo", exact: true }).waitFor();
    expect((await api.detail(id)).name).toBe("CAC combo");
  });
});

it("the form of a missing workflow can be closed", async () => {
  const page = await open("/workflows/6f9619ff-8b86-4d01-b42d-00cf4fc964ff/edit", {
    expects: /404/,
  });
  await page.getByText("The workflow cannot be loaded.").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByText("This workflow does not exist.").waitFor();
  expect(addressOf(page)).toBe("/workflows/6f9619ff-8b86-4d01-b42d-00cf4fc964ff");
});

describe("the other actions on a workflow", () => {
  it("enable and disable", async () => {
    const page = await open("/");
    await create(page, "Switched by a test");
    const { id } = await api.find("Switched by a test");
    await page.getByRole("button", { name: "Disable" }).click();
    await page.getByRole("button", { name: "Enable", exact: true }).waitFor();
    expect((await api.detail(id)).enable).toBe(false);
    await page.getByRole("button", { name: "Enable", exact: true }).click();
    await page.getByRole("button", { name: "Disable" }).waitFor();
    expect((await api.detail(id)).enable).toBe(true);
    await api.remove(id, page);
  });

  it("duplicate under another name, as a dry run", async () => {
    const source = await api.find("CAC at its upper band");
    expect(source.dry_run).toBe(false);
    const page = await open(`/workflows/${source.id}`);
    await page.getByRole("dialog").getByRole("link", { name: "Duplicate", exact: true }).click();
    const form = page.getByRole("dialog", { name: "Copy of CAC at its upper band" });
    await form.getByRole("button", { name: "Create" }).click();
    await page.getByRole("dialog", { name: "CAC at its upper band (copy)" }).waitFor();
    const copy = await api.find("CAC at its upper band (copy)");
    expect(copy).toMatchObject({ dry_run: true, indicator: "bbh" });
    await api.remove(copy.id);
  });

  it("delete a workflow that was edited meanwhile only after it was shown again", async () => {
    // A run may make the page ask for the workflow just when it is deleted.
    const page = await open("/", { expects: /412|404/ });
    await create(page, "Changed by somebody else");
    const { id } = await api.find("Changed by somebody else");
    const question = page.getByRole("alertdialog", { name: "Delete this workflow?" });
    await page.getByRole("button", { name: "Delete…" }).click();
    await api.edit(id, { index: "DAX.I" });
    // The page has received the edit, behind the question that was asked before it.
    await page
      .getByRole("dialog", { includeHidden: true })
      .getByText("DAX.I on TradingView")
      .waitFor();
    await question.getByRole("button", { name: "Delete" }).click();
    await question.getByText("Nothing was deleted.").waitFor();
    await expect
      .poll(() => question.getByRole("button", { name: "Delete" }).isDisabled())
      .toBe(true);
    await question.getByRole("button", { name: "Keep it" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "DAX.I on TradingView" }).waitFor();
    await page.getByRole("button", { name: "Delete…" }).click();
    await question.getByRole("button", { name: "Delete" }).click();
    await expect.poll(() => addressOf(page)).toBe("/");
  });

  it("delete after a confirmation", async () => {
    // A run that ends meanwhile makes the open dialog ask once more.
    const page = await open("/", { expects: /404/ });
    await create(page, "Deleted by a test");
    const question = page.getByRole("alertdialog", { name: "Delete this workflow?" });
    await page.getByRole("button", { name: "Delete…" }).click();
    await question.getByRole("button", { name: "Keep it" }).click();
    await question.waitFor({ state: "detached" });
    await api.find("Deleted by a test");
    // The row disappears before the list is fetched again.
    await page.route("**/workflow/workflows", () => {});
    await page.getByRole("button", { name: "Delete…" }).click();
    await question.getByRole("button", { name: "Delete" }).click();
    await expect.poll(() => addressOf(page)).toBe("/");
    await rowsOf(page).first().waitFor();
    await expect.poll(() => rowLink(page, "Deleted by a test").count()).toBe(0);
    await expect(api.find("Deleted by a test")).rejects.toThrow("there is no workflow");
  });
});
