import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { useBrowser } from "./support/browser.ts";
import { violations } from "./support/violations.ts";
import { workflowNamed } from "./support/workflow-text.ts";

const url = inject("url");
const api = apiOf(url);
const { open } = useBrowser(url);

const ALWAYS = "DAX always in its zone";

/** Where a workflow is a whole screen, a dialog and a panel beside the list. */
const WIDTHS = [360, 768, 1440, 2560];

const dialog = async () => `/workflows/${(await api.find(ALWAYS)).id}`;
const press = (name: string) => (page: Page) => page.getByRole("button", { name }).first().click();

const IMPORTED = workflowNamed("Previewed by a test");

type Place = Readonly<{
  name: string;
  path: () => Promise<string>;
  /** A text that appears once the page has loaded. */
  ready: string;
  /** Opens what is checked. */
  show?: (page: Page) => Promise<void>;
}>;

/** Each page and dialog in its richest state: a check takes seconds. */
const PLACES: readonly Place[] = [
  {
    name: "list with filters",
    path: async () => "/?status=enabled&mode=live",
    ready: ALWAYS,
    show: press("Filter"),
  },
  { name: "signals", path: async () => "/signals?mode=live", ready: ALWAYS },
  { name: "orders", path: async () => "/orders", ready: ALWAYS },
  { name: "status", path: async () => "/status", ready: "Last runs" },
  {
    name: "preview of an import",
    path: async () => "/transfer",
    ready: "Export",
    show: async (page) => {
      await page.getByLabel("Or its text").fill(IMPORTED);
      await page.getByText("new Previewed by a test").waitFor();
    },
  },
  {
    name: "dialog with a trace",
    path: dialog,
    ready: "Trigger close",
    show: async (page) => {
      await press("Trace")(page);
      await page.getByText(/^Every hop is done|: (waits|stopped)/).waitFor();
    },
  },
  { name: "question", path: dialog, ready: "Trigger close", show: press("Delete…") },
  {
    name: "form with errors",
    path: async () => "/workflows/new",
    ready: "Basics",
    show: press("Create"),
  },
];

describe.each(["dark", "light"] as const)("in %s", (colorScheme) => {
  it.each(PLACES)(
    "the $name violates no rule of WCAG 2.2 AA at any width, and needs no sideways scrolling",
    { timeout: 180_000 },
    async ({ path, ready, show }) => {
      const address = await path();
      const page = await open(address, {
        colorScheme,
        viewport: { width: 360, height: 900 },
      });
      await page.getByRole("main").getByText(ready, { exact: true }).last().waitFor();
      await show?.(page);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await expect
          .poll(async () => ({
            width,
            scrollWidth: await page.evaluate(() => document.documentElement.scrollWidth),
            found: await violations(page),
          }))
          .toEqual({ width, scrollWidth: width, found: [] });
      }
    },
  );
});
