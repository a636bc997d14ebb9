import { describe, expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { changeAnswers, useBrowser } from "./support/browser.ts";

const url = inject("url");
const api = apiOf(url);
const { newPage, open } = useBrowser(url);

async function newForm() {
  const page = await open("/workflows/new");
  const form = page.getByRole("dialog", { name: "New workflow" });
  const index = form.getByRole("combobox", { name: "Index" });
  const cfd = form.getByRole("combobox", { name: "CFD" });
  return { page, form, index, cfd };
}

describe("the instrument of the form", () => {
  it("is found by its name, with the session and the last price, and chosen by keys", async () => {
    const { page, form, index } = await newForm();
    await index.fill("credit");
    const option = form.getByRole("option", { name: /ACA:xpar/ });
    await expect
      .poll(() => option.innerText())
      .toMatch(/^ACA:xpar\s+Crédit Agricole \(simulated\), Europe, last \d+\.\d{3}$/);
    await page.keyboard.press("Enter");
    await expect.poll(() => index.inputValue()).toBe("ACA:xpar");
    await form.getByText(/^Crédit Agricole \(simulated\), Europe, last/).waitFor();
    await expect.poll(() => option.count()).toBe(0);
  });

  it("is chosen with the mouse, and Escape closes the list and not the form", async () => {
    const { page, form, index } = await newForm();
    await index.fill("40");
    await form.getByRole("option", { name: /CAC40\.I/ }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => form.getByRole("listbox").count()).toBe(0);
    await index.fill("40.I");
    await form.getByRole("option", { name: /FRA40\.I/ }).click();
    await expect.poll(() => index.inputValue()).toBe("FRA40.I");
  });

  it("is refused while it is typed when the market does not list it", async () => {
    const { form, index, cfd } = await newForm();
    await form.getByLabel("Name").fill("Never saved by a test");
    await index.fill("NOPE.I");
    await form.getByText("The market does not list NOPE.I").waitFor();
    await expect.poll(() => index.getAttribute("aria-invalid")).toBe("true");
    await cfd.fill("FRA40.I");
    await form.getByRole("button", { name: "Create" }).click();
    await form.getByText("One field needs attention.").waitFor();
    const { workflows } = await api.workflows();
    expect(workflows.map(({ name }) => name)).not.toContain("Never saved by a test");
    await index.fill("CAC40.I");
    await form.getByText("The market does not list NOPE.I").waitFor({ state: "detached" });
  });
});

describe("before it is saved, the form", () => {
  it("shows the present indicator and market, and the order that would be proposed", async () => {
    const { form, index, cfd } = await newForm();
    await form.getByLabel("Name").fill("Looked at by a test");
    await index.fill("CAC40.I");
    await cfd.fill("FRA40.I");
    await form.getByLabel("Spread").fill("25");
    const price = String.raw`[\d,]+\.\d{2}`;
    await form
      .getByText(
        new RegExp(`^50-period average ${price}, close ${price}: (holds|${price} points away)\\.$`),
      )
      .waitFor();
    await form
      .getByText(
        new RegExp(`^A signal now would propose ${price}, [\\d.]+ % away \\(sell 1, stop\\)`),
      )
      .waitFor();
    const { workflows } = await api.workflows();
    expect(workflows.map(({ name }) => name)).not.toContain("Looked at by a test");
  });

  it("warns about a workflow that will hardly signal, and saves it all the same", async () => {
    const { page, form, index, cfd } = await newForm();
    await form.getByLabel("Name").fill("Hardly by a test");
    await index.fill("CAC40.I");
    await cfd.fill("FRA40.I");
    await form.getByText(/Before you save: the spread of condition 1 is 0/).waitFor();
    await form.getByRole("button", { name: "Create" }).click();
    await page.getByRole("dialog", { name: "Hardly by a test", exact: true }).waitFor();
    const { id } = await api.find("Hardly by a test");
    expect((await api.detail(id)).conditions[0].close.spread).toBe(0);
    await api.remove(id);
  });

  it("states that the session is not the instrument's", async () => {
    const { form, index, cfd } = await newForm();
    await form.getByLabel("Name").fill("American by a test");
    await index.fill("SP500.I");
    await cfd.fill("US500.I");
    await form.getByText(/It would be refused: .*is us .*New York hours/).waitFor();
    await form.getByLabel("US market").check();
    await form.getByText(/A signal now would propose/).waitFor();
    await expect.poll(() => form.getByText(/It would be refused/).count()).toBe(0);
  });

  it("suggests a name", async () => {
    const { form, index } = await newForm();
    await expect.poll(() => form.getByRole("button", { name: /^Name it/ }).count()).toBe(0);
    await index.fill("DAX.I");
    await form.getByRole("button", { name: "Name it “DAX.I under MA50 h1”" }).click();
    await expect.poll(() => form.getByLabel("Name").inputValue()).toBe("DAX.I under MA50 h1");
  });
});

it("the form explains a trader's words where they are chosen", async () => {
  const { page, form } = await newForm();
  const explained = async (field: string) => {
    await form
      .locator(`[data-field="${field}"]`)
      .getByRole("button", { name: "What is this?" })
      .click();
    const note = page.locator("[popover]:popover-open");
    const text = await note.innerText();
    await page.keyboard.press("Escape");
    await note.waitFor({ state: "detached" });
    return text;
  };
  for (const [indicator, words] of [
    ["ma7", /^MM7 The average of the last 7 closes/],
    ["bbb", /^BBB The lower Bollinger band/],
    ["bbh", /^BBH The upper Bollinger band/],
    ["polarite", /^POL Polarity/],
  ] as const) {
    await form.getByLabel("Indicator", { exact: true }).selectOption(indicator);
    expect(await explained("conditions.0.indicator")).toMatch(words);
  }
  expect(await explained("repeat")).toMatch(/^Repeat /);
  expect(await explained("announce")).toMatch(/^Episode A sequence of consecutive evaluations/);
  await expect.poll(() => form.getByRole("button", { name: "Create" }).isVisible()).toBe(true);
});

it("a new workflow signals once per candle by default", async () => {
  const { form } = await newForm();
  await expect
    .poll(() => form.locator('[data-field="repeat"] select').inputValue())
    .toBe("once_per_candle");
});

it("the form routes a workflow to a channel by its name, such as a second webhook", async () => {
  type Status = { channels: readonly object[] };
  const page = await newPage();
  await changeAnswers<Status>(page, "**/workflow/status", ({ channels }) => ({
    channels: [...channels, { ...channels[0], name: "desk-webhook" }],
  }));
  await page.goto("/workflows/new");
  const form = page.getByRole("dialog", { name: "New workflow" });
  await form.getByLabel("Name").fill("Routed by a test");
  await form.getByRole("combobox", { name: "Index" }).fill("CAC40.I");
  await form.getByRole("combobox", { name: "CFD" }).fill("FRA40.I");
  await form.getByLabel("Announce in every channel").uncheck();
  await form.getByLabel("Desk webhook").check();
  await form.getByRole("button", { name: "Create" }).click();
  await page.getByRole("dialog", { name: "Routed by a test", exact: true }).waitFor();
  const { id } = await api.find("Routed by a test");
  expect((await api.detail(id)).notify).toContain("desk-webhook");
  // An answer that is still changed when the page closes would be an error.
  await page.unrouteAll({ behavior: "wait" });
  await api.remove(id, page);
});
