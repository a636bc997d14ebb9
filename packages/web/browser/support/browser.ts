import {
  type APIResponse,
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type * as z from "zod";

const EXECUTABLE = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

type PageOptions = BrowserContextOptions &
  Readonly<{
    /** The console messages that are allowed. */
    expects?: RegExp;
    /** Shows the toasts of new signals, which no test but theirs waits for. */
    hasToasts?: boolean;
  }>;

/** A Chromium for one test file. Each page is new and is closed after its test. A test fails if
 *  the console has an error that it did not expect. */
export function useBrowser(url: string) {
  let browser: Browser;
  let pages: Page[] = [];
  let complaints: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: ["--no-sandbox"] });
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    // A response still being changed when a test ends can be dropped.
    const open = pages.filter((page) => !page.isClosed());
    await Promise.all(open.map((page) => page.unrouteAll({ behavior: "ignoreErrors" })));
    await Promise.all(pages.map((page) => page.context().close()));
    const found = complaints;
    pages = [];
    complaints = [];
    expect(found).toEqual([]);
  });

  /** A blank page. */
  const newPage = async (options: PageOptions = {}): Promise<Page> => {
    const { expects, hasToasts = false, ...context } = options;
    const page = await browser.newPage({
      // A workflow is a dialog at this width, and a panel beside the list from 1440 pixels on.
      viewport: { width: 1280, height: 900 },
      colorScheme: "dark",
      locale: "en-GB",
      timezoneId: "Asia/Tokyo",
      baseURL: url,
      ...context,
    });
    if (!hasToasts) await page.context().addInitScript(hideToasts);
    page.setDefaultTimeout(30_000);
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && expects?.test(text) !== true) complaints.push(text);
    });
    pages.push(page);
    return page;
  };
  /** Opens a page at an address. */
  const open = async (path: string, options: PageOptions = {}): Promise<Page> => {
    const page = await newPage(options);
    await page.goto(path);
    return page;
  };
  return { newPage, open };
}

/** The machine signals at any moment: a toast would cover what a test clicks, and have a link of the
 *  same name as a row. Not a style element, which the content policy would refuse. */
function hideToasts(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('[aria-label="New signals"] { display: none !important; }');
  document.adoptedStyleSheets.push(sheet);
}

/** The JSON that the page received so far from the addresses that match, in the order of arrival. */
export function answersTo<Answer>(
  page: Page,
  matches: (url: URL) => boolean,
  schema: z.ZodType<Answer>,
): readonly Answer[] {
  const answers: Answer[] = [];
  page.on("response", (response) => {
    if (response.status() !== 200 || !matches(new URL(response.url()))) return;
    response.json().then(
      (answer) => answers.push(schema.parse(answer)),
      // The page was closed meanwhile.
      () => {},
    );
  });
  return answers;
}

/** The rows of the list or the orders page. */
export function rowsOf(page: Page): Locator {
  return page.locator("main tbody tr[data-id]");
}

/** A workflow's row. */
export function rowOf(page: Page, name: string): Locator {
  return rowsOf(page).filter({ has: page.getByRole("link", { name, exact: true }) });
}

/** A workflow's link in its row: a toast, the line above the list and an open panel may have a link
 *  of the same name. */
export function rowLink(page: Page, name: string): Locator {
  return rowsOf(page).getByRole("link", { name, exact: true });
}

/** The button of an order in a workflow's history, by its time: the next signal moves it down. */
export async function orderOf(page: Page, place: number): Promise<Locator> {
  const history = page.getByRole("region", { name: "Order history" });
  const time = history.locator("tbody tr").nth(place).locator("time").first();
  const at = await time.getAttribute("datetime");
  return history.getByRole("button").filter({ has: page.locator(`time[datetime="${at}"]`) });
}

/** The link to the form in a workflow's dialog. */
export function editLink(page: Page): Locator {
  return page.getByRole("dialog").getByRole("link", { name: "Edit", exact: true });
}

/** The visible texts of one column. */
export async function columnOf(page: Page, title: string): Promise<readonly string[]> {
  const cells = page.locator(`main tbody td[data-label="${title}"]`);
  return (await cells.allInnerTexts()).map((text) => text.trim());
}

/** The address without the host. */
export function addressOf(page: Page): string {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}

/** The events when the user returns to the tab: the page then refetches data that is older than
 *  a few seconds. */
export async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() =>
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true })),
  );
}

/** Passes the API's real responses at these addresses to the page, with some fields changed. */
export async function changeAnswers<T extends object>(
  page: Page,
  addresses: string,
  change: (answer: T) => Partial<T>,
): Promise<void> {
  await page.route(addresses, async (route) => {
    if (route.request().resourceType() === "document") return route.continue();
    // Drop the ETag and skip revalidation: the tag belongs to the unchanged response.
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

/** Answers with an error at these addresses until "Try again" is pressed. The page also asks by itself,
 *  and a success before would take the button away. */
export async function failUntilRetried(
  page: Page,
  addresses: string,
  problem: Readonly<{ status: number; title: string; detail: string }>,
): Promise<void> {
  let isDown = true;
  await page.exposeFunction("retried", () => {
    isDown = false;
  });
  await page.addInitScript(reportRetry);
  await page.evaluate(reportRetry);
  await page.route(addresses, (route) =>
    isDown
      ? route.fulfill({ status: problem.status, json: { type: "about:blank", ...problem } })
      : route.fallback(),
  );
}

/** Calls `retried` before the page's own listener sends its request. */
function reportRetry(): void {
  document.addEventListener(
    "click",
    ({ target }) => {
      const button = target instanceof Element ? target.closest("button") : null;
      if (button?.textContent === "Try again") (Reflect.get(window, "retried") as () => void)();
    },
    { capture: true },
  );
}

/** Makes the server send no events, as on AWS, so that the page polls. */
export async function withoutEvents(page: Page): Promise<void> {
  await page.route("**/workflow/events", (route) => route.fulfill({ status: 204 }));
}

/** Gives the page the same list at every request: the machine continues to signal, and a new
 *  last order would move a row. The distances from holding are made up, because outside trading
 *  hours there are none, and so are the scores, which come with the daily review. */
export async function holdList(page: Page): Promise<void> {
  // An event makes the page ask for the changed rows alone.
  await withoutEvents(page);
  let held: Promise<object> | undefined;
  await page.route("**/workflow/workflows", async (route) => {
    held ??= route.fetch().then(withFigures);
    await route.fulfill({ json: await held });
  });
}

async function withFigures(response: APIResponse): Promise<object> {
  const list = (await response.json()) as { as_of: string; workflows: object[] };
  const now = { reason: null, episode: null, episode_count: 0 };
  const of = list.workflows.length;
  const period = { workflow_version: 1, scored_from: list.as_of, scored_to: list.as_of };
  const figure = (value: number) => ({ value, of });
  return {
    ...list,
    workflows: list.workflows.map((row, place) => ({
      ...row,
      now: { ...now, outcome: "no_signal", distance_points: place + 1, distance_ranges: place + 1 },
      score: {
        ...period,
        signals: of,
        fill_rate: figure(1),
        hit_rate: figure((place + 1) / of),
        median_points: figure(place),
        mean_points: figure(place),
        worst_points: figure(-place),
      },
    })),
  };
}

/** Chooses a filter of the list in its menu. */
export async function filterBy(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("region", { name: "Filter" }).getByLabel(label).selectOption(option);
  await page.keyboard.press("Escape");
}
