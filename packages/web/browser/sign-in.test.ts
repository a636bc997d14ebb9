import { afterAll, beforeAll, expect, it } from "vitest";
import { rowsOf, useBrowser } from "./support/browser.ts";
import { type Machine, startMachine } from "./support/machine.ts";

const TOKEN = "a-token-for-this-test-alone";
let machine: Machine;

beforeAll(async () => {
  machine = await startMachine({ BELLWETHER_TOKEN: TOKEN });
});
afterAll(() => machine.stop());

const { open } = useBrowser("http://127.0.0.1");

it("asks for the token that the API wants, refuses a wrong one, and keeps a right one", async () => {
  const page = await open(machine.url, { expects: /401/ });
  const question = page.getByRole("dialog", { name: "This Bellwether asks for a token" });
  await question.waitFor();
  await page.keyboard.press("Escape");
  expect(await question.isVisible()).toBe(true);
  await question.getByLabel("Token").fill("wrong");
  await question.getByRole("button", { name: "Sign in" }).click();
  await question.getByText("That token was not accepted.").waitFor();
  await question.getByLabel("Token").fill(TOKEN);
  await question.getByRole("button", { name: "Sign in" }).click();
  await rowsOf(page).first().waitFor();
  expect(await question.count()).toBe(0);
  await page.reload();
  await rowsOf(page).first().waitFor();
});
