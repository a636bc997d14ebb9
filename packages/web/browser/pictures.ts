/** Takes the pictures of docs/images from a running Bellwether:
 *  `pnpm --filter @bellwether/web pictures http://127.0.0.1:4280`. */
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";

const FOLDER = fileURLToPath(new URL("../../../docs/images/", import.meta.url));
const WIDE = { width: 1440, height: 900 };
const TALL = { width: 1440, height: 1240 };
const NARROW = { width: 360, height: 780 };

const url = process.argv[2] ?? "http://127.0.0.1:4280";
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});

type Picture = Readonly<{
  name: string;
  size: { readonly width: number; readonly height: number };
  scheme?: "light";
  /** Brings the page to the state in the picture. */
  show: (page: Page) => Promise<void>;
}>;

const openFirst = async (page: Page) => {
  await page.goto(url);
  await page.locator("main tbody tr[data-id] a").first().click();
  await page.getByRole("img", { name: /^Chart of/ }).waitFor();
};

const pictures: readonly Picture[] = [
  { name: "list", size: WIDE, show: (page) => visit(page, "/") },
  { name: "list-light", size: WIDE, scheme: "light", show: (page) => visit(page, "/") },
  { name: "dialog", size: TALL, show: openFirst },
  {
    name: "form",
    size: WIDE,
    show: async (page) => {
      await openFirst(page);
      await page.getByRole("link", { name: "Edit", exact: true }).click();
      await page.getByLabel("Quantity").fill("much");
      await page.getByLabel("Spread").focus();
    },
  },
  { name: "signals", size: WIDE, show: (page) => visit(page, "/signals") },
  { name: "orders", size: WIDE, show: (page) => visit(page, "/orders") },
  { name: "status", size: WIDE, show: (page) => visit(page, "/status") },
  { name: "narrow", size: NARROW, show: (page) => visit(page, "/") },
];

for (const { name, size, scheme, show } of pictures) {
  const page = await browser.newPage({
    viewport: size,
    colorScheme: scheme ?? "dark",
    deviceScaleFactor: 2,
    locale: "en-GB",
  });
  await show(page);
  const toast = page.getByRole("region", { name: "New signals" }).getByRole("link").first();
  await toast.waitFor({ state: "hidden" });
  // Wait for fonts, the chart's first frame and the market's clock.
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  await page.close();
}
await browser.close();

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(url + path);
  await page.locator("main tbody tr").first().waitFor();
}
