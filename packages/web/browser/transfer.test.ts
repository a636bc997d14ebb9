import { readFile } from "node:fs/promises";
import { expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { useBrowser } from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { open } = useBrowser(url);

const NEW = `- name: Imported by a test
  index: DAX.I
  cfd: GER40.I
  enable: false
  dry_run: true
  conditions:
    - indicator: {name: ma50, ut: h1}
      close: {direction: below, ut: h1, spread: 10}
  trigger: {ut: h1, signal: breakout, location: lower, order_direction: sell, quantity: 1}
`;

it("exports a file that an import reads back as it is", async () => {
  const page = await open("/transfer");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download workflows.yml" }).click();
  const file = await (await download).path();
  const yaml = await readFile(file, "utf8");
  const { workflows } = await api.workflows();
  for (const { name } of workflows) expect(yaml).toContain(name);
  await page.getByLabel("Workflow file").setInputFiles(file);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText(`Imported: 0 created, 0 updated, ${workflows.length} unchanged.`).waitFor();
});

it("imports what is pasted, and leads to it", async () => {
  const page = await open("/transfer");
  await page.getByLabel("Or its text").fill(NEW);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("Imported: 1 created, 0 updated, 0 unchanged.").waitFor();
  await page.getByRole("link", { name: "Imported by a test" }).click();
  await page.getByRole("dialog", { name: "Imported by a test" }).waitFor();
  await api.remove((await api.find("Imported by a test")).id);
});

it("tells every error by workflow, field and line, and imports nothing", async () => {
  const before = (await api.workflows()).total;
  const page = await open("/transfer", { expects: /422/ });
  const bad = NEW.replace("spread: 10", "spread: wide").replace("quantity: 1", "quantity: -1");
  await page.getByLabel("Or its text").fill(NEW.replace("Imported", "Sound, imported") + bad);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("Nothing was imported.").waitFor();
  const errors = page.getByRole("region", { name: "Errors" }).locator("tbody tr");
  const texts = await errors.allInnerTexts();
  expect(texts).toHaveLength(2);
  for (const [place, field] of ["spread", "quantity"].entries()) {
    expect(texts[place]).toContain("Imported by a test");
    expect(texts[place]).toContain(field);
    expect(texts[place]).toMatch(/^\d+/);
  }
  expect((await api.workflows()).total).toBe(before);
});
