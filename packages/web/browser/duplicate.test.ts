import { expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { useBrowser } from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { open } = useBrowser(url);

it("a workflow is duplicated to several instruments, one workflow each by a template", async () => {
  const { id } = await api.find("DAX under its 50-hour average");
  const page = await open(`/workflows/${id}`);
  await page.getByRole("button", { name: "Duplicate to…" }).click();
  const dialog = page.getByRole("dialog", { name: /^Duplicate DAX under/ });
  const create = dialog.getByRole("button", { name: /^Create/ });
  await expect.poll(() => create.isDisabled()).toBe(true);
  await dialog.getByLabel("Name of each").fill("{index} copied by a test");
  await dialog.getByLabel("CAC40.I, orders on FRA40.I").check();
  await dialog.getByLabel("NAS100.I, orders on USNAS100.I").check();
  await dialog.getByText("Creates CAC40.I copied by a test").waitFor();
  await dialog.getByText("Creates NAS100.I copied by a test").waitFor();
  await dialog.getByRole("button", { name: "Create 2 workflows" }).click();
  await dialog.waitFor({ state: "detached" });
  const copies = await Promise.all(
    ["CAC40.I", "NAS100.I"].map((code) => api.find(`${code} copied by a test`)),
  );
  expect(copies).toMatchObject([
    { index: "CAC40.I", cfd: "FRA40.I", is_us: false, dry_run: true },
    { index: "NAS100.I", cfd: "USNAS100.I", is_us: true, dry_run: true },
  ]);
  for (const copy of copies) await api.remove(copy.id);
});

it("a name that is the same for each instrument is refused", async () => {
  const { id } = await api.find("DAX under its 50-hour average");
  const page = await open(`/workflows/${id}`, { expects: /422/ });
  await page.getByRole("button", { name: "Duplicate to…" }).click();
  const dialog = page.getByRole("dialog", { name: /^Duplicate DAX under/ });
  await dialog.getByLabel("Name of each").fill("all the same");
  await dialog.getByLabel("CAC40.I, orders on FRA40.I").check();
  await dialog.getByText(/must hold \{index\} or \{cfd\}/).waitFor();
  await expect.poll(() => dialog.getByRole("button", { name: /^Create/ }).isDisabled()).toBe(true);
});

it("a workflow is duplicated to an instrument that the market's search finds", async () => {
  const { id } = await api.find("DAX under its 50-hour average");
  const page = await open(`/workflows/${id}`);
  await page.getByRole("button", { name: "Duplicate to…" }).click();
  const dialog = page.getByRole("dialog", { name: /^Duplicate DAX under/ });
  await dialog.getByLabel("Name of each").fill("{index} found by a test");
  const add = dialog.getByRole("button", { name: "Add", exact: true });
  const index = dialog.getByRole("combobox", { name: "Index" });
  await index.fill("NOPE.I");
  await dialog.getByText("The market does not list NOPE.I").waitFor();
  await expect.poll(() => add.isDisabled()).toBe(true);
  await index.fill("500");
  await dialog.getByRole("option", { name: /SP500\.I/ }).click();
  await dialog.getByRole("combobox", { name: "CFD" }).fill("US500.I");
  await add.click();
  await expect.poll(() => dialog.getByLabel("SP500.I, orders on US500.I").isChecked()).toBe(true);
  await dialog.getByText("Creates SP500.I found by a test").waitFor();
  await dialog.getByRole("button", { name: "Create 1 workflow" }).click();
  await dialog.waitFor({ state: "detached" });
  const copy = await api.find("SP500.I found by a test");
  expect(copy).toMatchObject({ index: "SP500.I", cfd: "US500.I", is_us: true, dry_run: true });
  await api.remove(copy.id);
});
