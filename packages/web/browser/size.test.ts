import { readdir, readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { addressOf, columnOf, rowLink, rowsOf, useBrowser } from "./support/browser.ts";
import { type Machine, startMachine } from "./support/machine.ts";

const COUNT = 5_000;
const AN_IMPORT = 1_000;
const INITIAL_BYTES = 200_000;

const DIST = new URL("../dist/", import.meta.url);

/** Disabled, so that this measures the page and not the engine. */
const workflow = (place: number) => `- name: Many ${String(place).padStart(4, "0")}
  index: ${place % 2 === 0 ? "DAX.I" : "CAC40.I"}
  cfd: ${place % 2 === 0 ? "GER40.I" : "FRA40.I"}
  enable: false
  dry_run: true
  conditions:
    - indicator: {name: ma50, ut: h1}
      close: {direction: below, ut: h1, spread: 10}
`;

it("the page initially loads less than 200 KB of compressed script", async () => {
  const html = await readFile(new URL("index.html", DIST), "utf8");
  const scripts = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(
    (match) => match[1],
  );
  const sizes = await Promise.all(
    scripts.map(async (path) => gzipSync(await readFile(new URL(`.${path}`, DIST))).length),
  );
  expect(scripts.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(INITIAL_BYTES);
  expect((await readdir(new URL("assets/", DIST))).some((name) => name.startsWith("chart-"))).toBe(
    true,
  );
});

describe("with 5,000 workflows", () => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await startMachine();
    const api = apiOf(machine.url);
    for (let done = 0; done < COUNT; done += AN_IMPORT) {
      const batch = Array.from({ length: AN_IMPORT }, (_, place) => workflow(done + place));
      await api.importYaml(batch.join(""));
    }
  }, 300_000);
  afterAll(() => machine.stop());
  const { open } = useBrowser("http://127.0.0.1");

  it("shows twenty on a page with their range and total, and keeps the page in the address", async () => {
    const page = await open(`${machine.url}/?q=Many&sort=name`);
    await expect.poll(() => rowsOf(page).count()).toBe(20);
    const pages = page.getByRole("navigation", { name: "Pages" });
    await expect.poll(() => pages.innerText()).toContain("1–20 of 5,000");
    await pages.getByRole("button", { name: "Next" }).click();
    await expect.poll(() => columnOf(page, "Name").then((names) => names[0])).toBe("Many 0020");
    expect(addressOf(page)).toContain("page=2");
    await pages.getByLabel("Rows a page").selectOption("50");
    await expect.poll(() => rowsOf(page).count()).toBe(50);
    await expect.poll(() => pages.innerText()).toContain("1–50 of 5,000");
  });

  it("returns to the first page when a filter leaves fewer pages", async () => {
    const page = await open(`${machine.url}/?q=Many&sort=name&page=250`);
    await expect.poll(() => columnOf(page, "Name").then((names) => names[0])).toBe("Many 4980");
    await page.getByLabel("Search").fill("Many 00");
    await expect.poll(() => columnOf(page, "Name").then((names) => names[0])).toBe("Many 0000");
    expect(addressOf(page)).not.toContain("page=");
  });

  it("renders only the rows near the viewport when all are shown, at any scroll position", async () => {
    const page = await open(`${machine.url}/?q=Many&sort=name&size=all`);
    await rowsOf(page).first().waitFor();
    await expect.poll(() => rowsOf(page).count()).toBeLessThan(100);
    await expect.poll(() => page.getByRole("table").getAttribute("aria-rowcount")).toBe("5001");
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await expect.poll(() => columnOf(page, "Name")).toContain("Many 4999");
    await expect.poll(() => rowsOf(page).count()).toBeLessThan(100);
    await rowLink(page, "Many 4999").click();
    await page.getByRole("dialog", { name: "Many 4999" }).waitFor();
    const before = await page.evaluate(() => window.scrollY);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(before);
  });
});
