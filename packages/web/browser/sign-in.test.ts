import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addressOf, rowsOf, useBrowser } from "./support/browser.ts";
import { ACCESS_TOKEN, CLIENT_ID, startIdentityProvider } from "./support/identity-provider.ts";
import { type Machine, startMachine } from "./support/machine.ts";

/** Requires the token that the provider issues. */
let machine: Machine;
beforeAll(async () => {
  machine = await startMachine({ environment: { BELLWETHER_TOKEN: ACCESS_TOKEN } });
});
afterAll(() => machine.stop());

describe("on one machine", () => {
  const { open } = useBrowser("http://127.0.0.1");

  it("asks for the API's token, rejects a wrong one and stores a right one", async () => {
    const page = await open(machine.url, { expects: /401/ });
    const question = page.getByRole("dialog", { name: "This Bellwether requires a token" });
    await question.waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => question.isVisible()).toBe(true);
    await question.getByLabel("Token").fill("wrong");
    await question.getByRole("button", { name: "Sign in" }).click();
    await question.getByText("That token was not accepted.").waitFor();
    await question.getByLabel("Token").fill(ACCESS_TOKEN);
    await question.getByRole("button", { name: "Sign in" }).click();
    await rowsOf(page).first().waitFor();
    await expect.poll(() => question.count()).toBe(0);
    await page.reload();
    await rowsOf(page).first().waitFor();
  });
});

describe("where an identity provider is configured", () => {
  let provider: Awaited<ReturnType<typeof startIdentityProvider>>;
  beforeAll(async () => {
    provider = await startIdentityProvider();
  });
  afterAll(() => provider.stop());
  const { newPage } = useBrowser("http://127.0.0.1");

  it("signs in with code and PKCE, returns to the previous page and signs out", async () => {
    // The one-machine server's content policy does not list the provider; the one on AWS does.
    const page = await newPage({ bypassCSP: true });
    await page.route("**/config.json", (route) =>
      route.fulfill({
        json: { issuer: provider.issuer, client_id: CLIENT_ID, api_base: "/api/workflow" },
      }),
    );
    const before = provider.signedOut();
    const credentials = new Set<string | undefined>();
    page.on("request", (request) => {
      if (request.url().includes("/api/")) credentials.add(request.headers()["authorization"]);
    });
    await page.goto(`${machine.url}/orders?direction=BUY`);
    await rowsOf(page).first().waitFor();
    expect(addressOf(page)).toBe("/orders?direction=BUY");
    expect([...credentials]).toEqual([`Bearer ${ACCESS_TOKEN}`]);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("Signed out").waitFor();
    expect(provider.signedOut()).toBe(before + 1);
  });

  it("shows nothing and sends no API request when the configuration cannot be read", async () => {
    const page = await newPage();
    await page.route("**/config.json", (route) => route.fulfill({ json: { issuer: "nonsense" } }));
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().includes("/api/")) asked += 1;
    });
    await page.goto(`${machine.url}/`);
    const alert = page.getByRole("alert");
    await alert.waitFor();
    await expect
      .poll(() => alert.innerText())
      .toContain("The sign-in configuration (/config.json) cannot");
    expect(asked).toBe(0);
  });
});
