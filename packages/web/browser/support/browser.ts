import {
  type APIResponse,
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";

const EXECUTABLE = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** A Chromium for a file of tests. Each page is new and is closed after its test, and no test may
 *  leave an error in the console that it did not announce. */
export function useBrowser(url: string) {
  let browser: Browser;
  let pages: Page[] = [];
  let complaints: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: ["--no-sandbox"] });
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    // An answer that is being changed when a test ends is nobody's any more.
    await Promise.all(pages.map((page) => page.unrouteAll({ behavior: "ignoreErrors" })));
    await Promise.all(pages.map((page) => page.context().close()));
    const found = complaints;
    pages = [];
    complaints = [];
    expect(found).toEqual([]);
  });

  /** A page that has not gone anywhere yet. `expects`: what the console may say. */
  const newPage = async (
    options: BrowserContextOptions & { readonly expects?: RegExp } = {},
  ): Promise<Page> => {
    const { expects, ...context } = options;
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      colorScheme: "dark",
      locale: "en-GB",
      timezoneId: "Asia/Tokyo",
      baseURL: url,
      ...context,
    });
    page.setDefaultTimeout(10_000);
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && expects?.test(text) !== true) complaints.push(text);
    });
    pages.push(page);
    return page;
  };
  /** A page at an address. */
  const open = async (path: string, options: Parameters<typeof newPage>[0] = {}): Promise<Page> => {
    const page = await newPage(options);
    await page.goto(path);
    return page;
  };
  return { newPage, open };
}

/** The rows of the list or the orders page. */
export function rowsOf(page: Page): Locator {
  return page.locator("main tbody tr[data-id]");
}

/** The texts of one column, as they are read. */
export async function columnOf(page: Page, title: string): Promise<readonly string[]> {
  const cells = page.locator(`main tbody td[data-label="${title}"]`);
  return (await cells.allInnerTexts()).map((text) => text.trim());
}

/** The part of the address behind the host. */
export function addressOf(page: Page): string {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}

/** What the browser says when the trader comes back to the tab: the page then asks again for what
 *  is older than a few seconds. */
export async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() =>
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true })),
  );
}

/** Gives the page the API's real answers at these addresses, with some fields changed. */
export async function changeAnswers<T extends object>(
  page: Page,
  addresses: string,
  change: (answer: T) => Partial<T>,
): Promise<void> {
  await page.route(addresses, async (route) => {
    if (route.request().resourceType() === "document") return route.continue();
    // Neither asked for nor kept by its tag, which is that of the answer before the change.
    const headers = { ...route.request().headers() };
    delete headers["if-none-match"];
    const response = await route.fetch({ headers });
    const answer = (await response.json()) as T;
    const kept = { ...response.headers() };
    delete kept["etag"];
    return route.fulfill({
      response,
      headers: kept,
      json: { ...answer, ...change(answer) },
    });
  });
}

/** The server sends no events, as on AWS: the page polls. */
export async function withoutEvents(page: Page): Promise<void> {
  await page.route("**/workflow/events", (route) => route.fulfill({ status: 204 }));
}

/** Gives the page the same list however often it asks: the machine goes on signalling meanwhile,
 *  and a new last order would move a row. */
export async function holdList(page: Page): Promise<void> {
  let held: Promise<APIResponse> | undefined;
  await page.route("**/workflow/workflows", async (route) => {
    held ??= route.fetch();
    await route.fulfill({ response: await held });
  });
}
