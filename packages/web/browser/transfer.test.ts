import { readFile } from "node:fs/promises";
import { expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { changeAnswers, useBrowser } from "./support/browser.ts";
import { workflowNamed } from "./support/workflow-text.ts";

const url = inject("url");
const api = apiOf(url);
const { newPage, open } = useBrowser(url);

const NEW = workflowNamed("Imported by a test");

it("an exported file can be imported unchanged", async () => {
  const page = await open("/transfer");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download workflows.yml" }).click();
  const file = await (await download).path();
  const yaml = await readFile(file, "utf8");
  const { workflows } = await api.workflows();
  for (const { name } of workflows) expect(yaml).toContain(name);
  await page.getByLabel("Workflow file").setInputFiles(file);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText(/^Imported:/).waitFor();
  await expect
    .poll(() => page.getByText(/^Imported:/).innerText())
    .toBe(`Imported: 0 created, 0 updated, ${workflows.length} unchanged.`);
});

it("an import accepts the same file again after it was corrected", async () => {
  const page = await open("/transfer");
  const input = page.getByLabel("Workflow file");
  const file = { name: "mine.yml", mimeType: "application/yaml", buffer: Buffer.from(NEW) };
  await input.setInputFiles(file);
  await expect.poll(() => page.getByLabel("Or its text").inputValue()).toBe(NEW);
  // Browsers fire a change event only if the selected file differs from the previous one.
  const chooser = page.waitForEvent("filechooser");
  await input.click();
  await chooser;
  await expect.poll(() => input.inputValue()).toBe("");
});

it("an import accepts pasted text and links to the result", async () => {
  const page = await open("/transfer");
  await page.getByLabel("Or its text").fill(NEW);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("Imported: 1 created, 0 updated, 0 unchanged.").waitFor();
  await page
    .getByRole("main")
    .getByRole("link", { name: "Imported by a test", exact: true })
    .click();
  await page.getByRole("dialog", { name: "Imported by a test" }).waitFor();
  const imported = await api.find("Imported by a test");
  expect(imported).toMatchObject({ enable: false, dry_run: true, indicator: "ma50" });
  await api.remove(imported.id);
});

it("an import reports every error by workflow, field and line, and stores nothing", async () => {
  const before = (await api.workflows()).total;
  const page = await open("/transfer", { expects: /422/ });
  const valid = NEW.replace("Imported", "Imported without a warning");
  const wide = NEW.replace("Imported", "Widely imported").replace("spread: 10", "spread: wide");
  const less = NEW.replace("Imported", "Less imported").replace("quantity: 1", "quantity: -1");
  await page.getByLabel("Or its text").fill(valid + wide + less);
  await page.getByText("This cannot be imported as it is.").waitFor();
  await expect
    .poll(() => page.getByRole("button", { name: "Import", exact: true }).isDisabled())
    .toBe(true);
  const errors = page.getByRole("region", { name: "Errors" }).locator("tbody tr");
  const texts = await errors.allInnerTexts();
  expect(texts).toHaveLength(2);
  expect(texts[0]).toMatch(/^\d+\s+Widely imported by a test\s+\S*spread/);
  expect(texts[1]).toMatch(/^\d+\s+Less imported by a test\s+\S*quantity/);
  expect((await api.workflows()).total).toBe(before);
});

it("an import rejects a file that is not UTF-8 and names the line", async () => {
  const page = await open("/transfer");
  const [before = "", after = ""] = NEW.split("Imported");
  const buffer = Buffer.concat([
    Buffer.from(`${before}Cass`),
    Buffer.from([0xe9]),
    Buffer.from(after),
  ]);
  const file = { name: "cp1252.yml", mimeType: "application/yaml", buffer };
  await page.getByLabel("Workflow file").setInputFiles(file);
  await page.getByText("cp1252.yml, line 1: save the file in UTF-8.").waitFor();
  await expect
    .poll(() => page.getByRole("button", { name: "Import", exact: true }).isDisabled())
    .toBe(true);
});

it("an import shows what it will create, change and keep before it writes", async () => {
  await api.importYaml(NEW + NEW.replace("Imported", "Also imported"));
  const { total } = await api.workflows();
  const page = await open("/transfer");
  const other = NEW.replace("Imported", "Newly imported");
  const changed = NEW.replace("Imported", "Also imported").replace("spread: 10", "spread: 20");
  await page.getByLabel("Or its text").fill(NEW + changed + other);
  const preview = page.getByRole("region", { name: "1 to create, 1 to change, 1 to leave" });
  await preview.waitFor();
  await expect
    .poll(() => preview.getByRole("listitem").allInnerTexts())
    .toEqual([
      "stays Imported by a test line 1",
      "changes Also imported by a test line 10: conditions",
      "new Newly imported by a test line 19",
    ]);
  expect((await api.workflows()).total).toBe(total);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("Imported: 1 created, 1 updated, 1 unchanged.").waitFor();
  for (const name of ["Imported", "Also imported", "Newly imported"]) {
    await api.remove((await api.find(`${name} by a test`)).id);
  }
});

it("asks which of several conditions to import, and imports the chosen ones", async () => {
  const page = await open("/transfer", { expects: /422/ });
  const condition = /( {4}- indicator[\s\S]*?spread: 10}\n)/;
  const two = NEW.replace("Imported", "Chosen").replace(condition, "$1$1");
  await page.getByLabel("Or its text").fill(two);
  await page.getByText("This cannot be imported as it is.").waitFor();
  await page.getByRole("cell", { name: /are 2, and the file does not say how they/ }).waitFor();
  const choice = page.getByLabel("Of several conditions without match, import");
  await choice.selectOption("the first alone, as the reference");
  await page.getByText(/only the first is imported, as chosen/).waitFor();
  await choice.selectOption("all of them");
  await page.getByText(/only the first is imported, as chosen/).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("Imported: 1 created").waitFor();
  const { id } = await api.find("Chosen by a test");
  expect((await api.detail(id)).conditions).toHaveLength(2);
  await api.remove(id, page);
});

it("makes one workflow for each instrument of a file's rule", async () => {
  const page = await open("/transfer");
  const rule = NEW.replace("Imported by a test", '"{index} by a rule"').replace(
    /index: .*\n {2}cfd: .*/,
    "instruments: [DAX.I, {index: CAC40.I, cfd: FRA40.I}]",
  );
  await page.getByLabel("Or its text").fill(rule);
  await page.getByText("new DAX.I by a rule").waitFor();
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("Imported: 2 created").waitFor();
  await expect
    .poll(() => api.find("CAC40.I by a rule"))
    .toMatchObject({ index: "CAC40.I", cfd: "FRA40.I" });
  for (const code of ["DAX.I", "CAC40.I"]) {
    await api.remove((await api.find(`${code} by a rule`)).id);
  }
});

it("asks the market about instruments that the import could not check, as on AWS", async () => {
  const page = await newPage();
  await changeAnswers(page, "**/workflow/import/preview", () => ({
    unchecked_codes: ["DAX.I", "NOPE.I"],
  }));
  await page.goto("/transfer");
  await page.getByLabel("Or its text").fill(NEW);
  await page.getByText(/^The market does not list NOPE\.I: /).waitFor();
  await expect
    .poll(() => page.getByRole("button", { name: "Import", exact: true }).isEnabled())
    .toBe(true);
});

it("asks the market about every instrument of a large import, and states for how many it had no answer", async () => {
  const page = await newPage();
  const codes = Array.from({ length: 150 }, (_, nth) => `NOPE${nth}.I`);
  await changeAnswers(page, "**/workflow/import/preview", () => ({ unchecked_codes: codes }));
  // The market says nothing of the third part.
  const json = { instruments: [], unknown: [], as_of: "2026-09-14T10:00:00Z" };
  await page.route("**/workflow/instruments?codes=NOPE128*", (route) => route.fulfill({ json }));
  await page.goto("/transfer");
  await page.getByLabel("Or its text").fill(NEW);
  await page.getByText(/^The market did not answer for 22 of 150 instruments/).waitFor();
  await expect
    .poll(() => page.getByText(/^The market does not list /).innerText())
    .toContain("and 108 more");
});
