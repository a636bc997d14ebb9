import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { addressOf, rowsOf, useBrowser, withoutEvents } from "./support/browser.ts";
import { type Machine, startMachine } from "./support/machine.ts";

const SIGNALLING = "DAX always in its zone";

/** A machine of its own, on which a run is never far, and one workflow that signals in each. */
let machine: Machine;
beforeAll(async () => {
  machine = await startMachine({ every: 2 });
  const api = apiOf(machine.url);
  for (const { id, name } of (await api.workflows()).workflows) {
    if (name !== SIGNALLING) await api.remove(id);
  }
}, 120_000);
afterAll(() => machine.stop());
const { newPage } = useBrowser("http://127.0.0.1");

/** The only workflow signals in the European session; the American one lasts twenty seconds more. */
const SOON = { timeout: 90_000 };

type Notice = Readonly<{ title: string; body: string; tag: string }>;
type Told = { notices: Notice[]; tones: number };

/** Replaces what leaves the page by a record of it. */
function recordAnnouncements(): void {
  const told: Told = { notices: [], tones: 0 };
  class RecordedNotification extends EventTarget {
    static permission = "granted";
    static requestPermission = async () => "granted";
    constructor(title: string, { body = "", tag = "" }: NotificationOptions) {
      super();
      told.notices.push({ title, body, tag });
      Object.assign(window, { newestNotice: this });
    }
  }
  class RecordedAudio extends AudioContext {
    override createOscillator() {
      told.tones += 1;
      return super.createOscillator();
    }
  }
  Object.assign(window, {
    told,
    Notification: RecordedNotification,
    AudioContext: RecordedAudio,
  });
}

const toldBy = (page: Page) => page.evaluate(() => Reflect.get(window, "told") as Told);
const toastOf = (page: Page) =>
  page.getByRole("region", { name: "New signals" }).getByRole("link").first();

async function choose(page: Page, setting: string, value: string): Promise<void> {
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByLabel(setting).selectOption(value);
  await page.keyboard.press("Escape");
}

describe("a signal that arrives", () => {
  it("is shown outside the page only if the trader has chosen so, and links to its workflow", async () => {
    const page = await newPage({ hasToasts: true });
    await page.addInitScript(recordAnnouncements);
    await page.goto(`${machine.url}/status`);
    await toastOf(page).waitFor(SOON);
    expect(await toldBy(page)).toEqual({ notices: [], tones: 0 });
    await choose(page, "Sound", "On");
    await expect.poll(async () => (await toldBy(page)).tones, SOON).toBeGreaterThan(0);
    expect((await toldBy(page)).notices).toEqual([]);
    await choose(page, "Notify of signals", "On");
    await expect.poll(async () => (await toldBy(page)).notices.length, SOON).toBeGreaterThan(0);
    const [notice] = (await toldBy(page)).notices;
    expect(notice?.title).toBe(SIGNALLING);
    expect(notice?.body).toMatch(/^(Buy|Sell) [\d.]+ @ [\d,.]+ \S+/);
    await page.evaluate(() =>
      (Reflect.get(window, "newestNotice") as EventTarget).dispatchEvent(new Event("click")),
    );
    await page.getByRole("dialog", { name: SIGNALLING }).waitFor();
    expect(addressOf(page)).toMatch(/^\/workflows\/[\w-]+$/);
  });

  it("is announced by only one of the browser's tabs", async () => {
    const page = await newPage({ hasToasts: true });
    await page.context().addInitScript(recordAnnouncements);
    await page.goto(`${machine.url}/orders`);
    await choose(page, "Notify of signals", "On");
    const opened = page.waitForEvent("popup");
    await page.evaluate(() => void window.open("/signals"));
    const other = await opened;
    await rowsOf(other).first().waitFor();
    const tags = async () =>
      (await Promise.all([page, other].map(toldBy))).flatMap(({ notices }) =>
        notices.map(({ tag }) => tag),
      );
    await expect.poll(async () => (await tags()).length, SOON).toBeGreaterThan(2);
    const told = await tags();
    expect(told).toEqual([...new Set(told)]);
  });

  it("is found by a poll every two seconds where the server sends no events", async () => {
    const page = await newPage({ hasToasts: true });
    await withoutEvents(page);
    await page.clock.install();
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().endsWith("/workflow/workflows")) asked += 1;
    });
    await page.goto(machine.url);
    await rowsOf(page).first().waitFor();
    await page.getByRole("banner").getByText("Simulated").waitFor();
    const before = asked;
    await expect
      .poll(async () => {
        await page.clock.runFor(2_000);
        return toastOf(page).count();
      }, SOON)
      .toBeGreaterThan(0);
    expect(asked).toBeGreaterThan(before);
  });
});

it.each([
  ["/", "/workflow/workflows"],
  ["/signals", "/workflow/signals?limit=100"],
  ["/orders", "/workflow/orders"],
])("a signal on %s transfers what has changed, not the list", async (path, address) => {
  const page = await newPage({ hasToasts: true });
  const statuses: number[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith(address)) statuses.push(response.status());
  });
  await page.goto(machine.url + path);
  await rowsOf(page).first().waitFor();
  await expect
    .poll(() => statuses.filter((status) => status === 226).length, SOON)
    .toBeGreaterThan(2);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
});
