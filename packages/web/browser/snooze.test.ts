import { expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { rowOf, useBrowser } from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { open } = useBrowser(url);

const ALWAYS = "DAX always in its zone";

it("a workflow is snoozed in its dialog, is shown as snoozed there and in the list, and is announced again", async () => {
  const { id } = await api.find(ALWAYS);
  const page = await open(`/workflows/${id}`);
  const dialog = page.getByRole("dialog");
  const row = rowOf(page, ALWAYS);

  await dialog.getByLabel("Snooze").selectOption("For a week");
  await dialog.getByText("stored and shown, and not announced").waitFor();
  await row.getByText(/Snoozed until/).waitFor();
  const { as_of: asOf, snooze, version } = await api.detail(id);
  expect(snooze?.snoozed_until ?? 0).toBeGreaterThan(asOf);

  await dialog.getByRole("button", { name: "Announce again" }).click();
  await dialog.getByLabel("Snooze").waitFor();
  await expect.poll(() => row.getByText(/Snoozed/).count()).toBe(0);

  await dialog.getByLabel("Snooze").selectOption("For this episode");
  await row.getByText("Snoozed for this episode").waitFor();
  expect((await api.detail(id)).version).toBe(version);
  await dialog.getByRole("button", { name: "Announce again" }).click();
  await dialog.getByLabel("Snooze").waitFor();
});
