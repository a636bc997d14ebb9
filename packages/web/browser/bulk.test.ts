import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { addressOf, columnOf, editLink, rowLink, rowsOf, useBrowser } from "./support/browser.ts";

const api = apiOf(inject("url"));
const { open, newPage } = useBrowser(inject("url"));

/** Workflows of one test, found by their first word. */
async function made(word: string, count: number): Promise<readonly string[]> {
  const names = Array.from({ length: count }, (_, place) => `${word} ${place + 1}`);
  await api.importYaml(names.map(entry).join(""));
  return names;
}

const entry = (name: string) => `
- name: ${name}
  index: CAC40.I
  cfd: FRA40.I
  enable: true
  dry_run: false
  tags: [made]
  conditions:
    - indicator: {name: zone, ut: h1, value: 1, zone_value: 2}
      close: {direction: below, ut: h1, spread: 0}
  trigger: {ut: h1, signal: breakout, location: lower, order_direction: sell, quantity: 1}
`;

const select = async (page: Page, names: readonly string[]) => {
  for (const name of names) await page.getByLabel(`Select ${name}`, { exact: true }).check();
};
const press = (page: Page, name: string) =>
  page.getByRole("region", { name: "Selected workflows" }).getByRole("button", { name }).click();
const undo = (page: Page) => page.getByRole("button", { name: "Undo" }).click();

async function untilNextTickMs(): Promise<number> {
  const response = await fetch(`${inject("url")}/api/workflow/status`);
  const { next_tick, market } = (await response.json()) as {
    next_tick: string;
    market: { clock: string };
  };
  return Date.parse(next_tick) - Date.parse(market.clock);
}

describe("a row's switch", () => {
  it("disables its workflow, which another tab shows, and can be undone", async () => {
    const [name = ""] = await made("Toggled", 1);
    const page = await open("/?q=Toggled");
    const opened = page.waitForEvent("popup");
    await page.evaluate(() => void window.open("/?q=Toggled"));
    const other = await opened;
    const status = (each: Page) => columnOf(each, "Status");
    await page.getByRole("switch", { name: `Enabled: ${name}` }).click();
    await page.getByText("1 workflow disabled").waitFor();
    await expect.poll(() => status(page)).toEqual(["Disabled"]);
    await expect.poll(() => status(other)).toEqual(["Disabled"]);
    expect((await api.find(name)).enable).toBe(false);
    await undo(page);
    await expect.poll(() => status(page)).toEqual(["Enabled"]);
    expect((await api.find(name)).enable).toBe(true);
  });
});

describe("selected workflows", () => {
  it("are set to dry run and disabled together, and can be restored", async () => {
    const names = await made("Together", 3);
    const page = await open("/?q=Together");
    await rowsOf(page).first().waitFor();
    await select(page, names.slice(0, 2));
    await press(page, "Dry run");
    await page.getByText("2 workflows set to dry run").waitFor();
    const modes = async () =>
      Promise.all(names.map(async (name) => (await api.find(name)).dry_run));
    await expect.poll(modes).toEqual([true, true, false]);
    await undo(page);
    await expect.poll(modes).toEqual([false, false, false]);
    await press(page, "Disable");
    await page.getByText("2 workflows disabled").waitFor();
    await expect.poll(() => columnOf(page, "Status")).toContain("Disabled");
  });

  it("are snoozed for an hour, and announced again", async () => {
    const [name = ""] = await made("Snoozed", 1);
    // The simulated market skips nights: before one, an hour from now is past at the next tick.
    await expect.poll(untilNextTickMs, { timeout: 45_000 }).toBeLessThan(3_000_000);
    const page = await open("/?q=Snoozed");
    await select(page, [name]);
    // Not from the column: the hour may be over before the list is read again.
    const snoozed = page.waitForResponse((response) => response.url().endsWith("/snooze"));
    await press(page, "Snooze 1 hour");
    expect((await snoozed).status()).toBe(200);
    await page.getByText("1 workflow snoozed").waitFor();
    await undo(page);
    await expect.poll(async () => (await api.find(name)).snooze).toBeNull();
  });

  it("are deleted at once, and can be restored under their ids", async () => {
    const names = await made("Removed", 2);
    const before = await Promise.all(names.map((name) => api.find(name)));
    const page = await open("/?q=Removed");
    await page.getByLabel("Select all that pass the filters").check();
    await press(page, "Delete");
    await page.getByText("2 workflows deleted").waitFor();
    await page.getByText("No workflow matches these filters").waitFor();
    // Nothing waits in the tab: the workflows are gone for everyone.
    expect((await api.workflows()).workflows.some(({ name }) => names.includes(name))).toBe(false);
    await undo(page);
    await expect.poll(() => rowsOf(page).count()).toBe(2);
    const after = await Promise.all(names.map((name) => api.find(name)));
    expect(after.map(({ id, tags }) => ({ id, tags }))).toEqual(
      before.map(({ id }) => ({ id, tags: ["made"] })),
    );
  });

  it("that cannot be changed are named, and the others are changed", async () => {
    const names = await made("Partly", 2);
    const page = await newPage({ expects: /503/ });
    await page.goto("/?q=Partly");
    await select(page, names);
    const { id } = await api.find(names[0] ?? "");
    await page.route(`**/workflow/workflows/${id}`, (route) =>
      route.request().method() === "PUT"
        ? route.fulfill({ status: 503, body: "" })
        : route.continue(),
    );
    await press(page, "Disable");
    await page.getByText("1 workflow disabled").waitFor();
    await page.getByText(`${names[0]}: The server answered 503`).waitFor();
    await expect.poll(async () => (await api.find(names[1] ?? "")).enable).toBe(false);
    await undo(page);
    await page.getByText("1 of 1 taken back").waitFor();
    expect((await api.find(names[1] ?? "")).enable).toBe(true);
  });

  it("show the progress of a change, and a failed undo can be repeated for the rest", async () => {
    const names = await made("Slowly", 6);
    const page = await newPage({ expects: /503/ });
    await page.goto("/?q=Slowly");
    await select(page, names);
    const { id } = await api.find(names[0] ?? "");
    const held: (() => void)[] = [];
    const release = () => held.splice(0).forEach((go) => go());
    await page.route("**/workflow/workflows/*", async (route) => {
      if (route.request().method() === "PUT") {
        await new Promise<void>((go) => held.push(go));
      }
      await route.continue();
    });
    await press(page, "Disable");
    const bar = page.getByRole("progressbar", { name: "Changing" });
    await expect.poll(() => held.length).toBe(4);
    expect([await bar.getAttribute("value"), await bar.getAttribute("max")]).toEqual(["0", "6"]);
    release();
    await expect.poll(() => bar.getAttribute("value")).toBe("4");
    await expect.poll(() => held.length).toBe(2);
    release();
    await page.getByText("6 workflows disabled").waitFor();
    await page.unrouteAll();
    await page.route(`**/workflow/workflows/${id}`, (route) =>
      route.request().method() === "PUT"
        ? route.fulfill({ status: 503, body: "" })
        : route.continue(),
    );
    await undo(page);
    await page.getByText("5 of 6 taken back").waitFor();
    await page.getByText(`${names[0]}: The server answered 503`).waitFor();
    await page.unrouteAll();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("1 of 1 taken back").waitFor();
    const enabled = await Promise.all(names.map(async (name) => (await api.find(name)).enable));
    expect(enabled).toEqual(names.map(() => true));
  });
});

describe("the list's columns and views", () => {
  it("columns are hidden and shown, in the address", async () => {
    const page = await open("/");
    await rowsOf(page).first().waitFor();
    await page.getByRole("button", { name: "Columns" }).click();
    const columns = page.getByRole("region", { name: "Columns" });
    await columns.getByLabel("End date").check();
    await columns.getByLabel("Score").uncheck();
    await expect.poll(() => addressOf(page)).toBe("/?hide=mode%2Cscore");
    const heads = await page.locator("main thead th").allInnerTexts();
    expect(heads).toContain("End date");
    expect(heads).not.toContain("Score");
  });

  it("rows are grouped by instrument", async () => {
    const page = await open("/?group=instrument&size=100");
    await rowsOf(page).first().waitFor();
    const groups = await page.locator("main tbody tr th").allInnerTexts();
    expect(groups).toEqual([...new Set(groups)].toSorted());
    expect(groups).toContain("GER40.I");
  });

  it("a view keeps filters, sort and columns in the browser, for its other tabs too", async () => {
    const page = await open("/?status=disabled&sort=name&dir=asc&hide=score");
    await rowsOf(page).first().waitFor();
    // A tab of the same browser, which shares its storage.
    const opened = page.waitForEvent("popup");
    await page.evaluate(() => void window.open("/"));
    const other = await opened;
    await rowsOf(other).first().waitFor();
    await other.getByRole("button", { name: "Views" }).click();
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByLabel("Name of the view").fill("Asleep");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await other.getByRole("button", { name: "Asleep", exact: true }).click();
    await expect
      .poll(() => addressOf(other))
      .toBe("/?status=disabled&hide=score&sort=name&dir=asc");
    await other.getByRole("button", { name: "Delete the view Asleep" }).click();
    await page.getByRole("button", { name: "Asleep", exact: true }).waitFor({ state: "detached" });
  });

  it("a tag is written in the form, shown as a filter, and found by the search", async () => {
    await made("Tagged", 1);
    const page = await open("/?tag=made&q=Tagged");
    await expect.poll(() => columnOf(page, "Name")).toEqual(["Tagged 1"]);
    await rowLink(page, "Tagged 1").click();
    await editLink(page).click();
    const form = page.getByRole("dialog", { name: "Edit Tagged 1" });
    await expect.poll(() => form.getByLabel("Tags").inputValue()).toBe("made");
    await form.getByLabel("Tags").fill("made, breakfast");
    await form.getByRole("button", { name: "Save" }).click();
    await expect.poll(async () => (await api.find("Tagged 1")).tags).toEqual(["made", "breakfast"]);
    await form.waitFor({ state: "detached" });
    await page.goto("/?q=breakfast");
    await expect.poll(() => columnOf(page, "Name")).toEqual(["Tagged 1"]);
  });

  it("shows the signals of seven days as bars with their sum", async () => {
    const page = await open("/?q=DAX always");
    await rowsOf(page).first().waitFor();
    const cell = page.locator('td[data-label="7 days"]').first();
    const { signals_per_day } = await api.find("DAX always in its zone");
    await expect.poll(() => cell.locator("rect").count()).toBe(7);
    const sum = signals_per_day.reduce((total, count) => total + count, 0);
    expect(sum).toBeGreaterThan(0);
    expect(Math.abs(Number(await cell.innerText()) - sum)).toBeLessThan(3);
  });
});
