/** Records a signal that arrives, as an animated SVG for the README:
 *  `pnpm --filter @bellwether/web recording http://127.0.0.1:4280`. Waits for the next signal. */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const FILE = fileURLToPath(new URL("../../../docs/images/signal.svg", import.meta.url));
const SIZE = { width: 1440, height: 560 };
const WAIT_MS = 60 * 60_000;
/** How long each picture is shown, in milliseconds. */
const BEFORE_MS = 2_000;
const STEP_MS = 700;
const STEPS = 2;
const LAST_MS = 4_000;
const MAX_BYTES = 700_000;

const url = process.argv[2] ?? "http://127.0.0.1:4280";
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage({
  viewport: SIZE,
  colorScheme: "dark",
  deviceScaleFactor: 2,
  locale: "en-GB",
});
await page.goto(url);
await page.locator("main tbody tr").first().waitFor();
const shot = () => page.screenshot({ type: "jpeg", quality: 34 });

let before = await shot();
const toast = page.getByRole("region", { name: "New signals" }).getByRole("link").first();
const deadlineMs = Date.now() + WAIT_MS;
while (!(await toast.isVisible())) {
  if (Date.now() > deadlineMs) throw new Error("no signal arrived within an hour");
  before = await shot();
  await page.waitForTimeout(500);
}
const frames = [{ picture: before, forMs: BEFORE_MS }];
for (let step = 1; step <= STEPS; step += 1) {
  frames.push({ picture: await shot(), forMs: step === STEPS ? LAST_MS : STEP_MS });
  await page.waitForTimeout(STEP_MS);
}
await browser.close();

const recording = animated(frames);
if (recording.length > MAX_BYTES) throw new Error(`${recording.length} bytes are too many`);
await writeFile(FILE, recording);

/** Pictures above each other; each appears when its time has come, and all disappear at the end. */
function animated(shown: readonly { readonly picture: Buffer; readonly forMs: number }[]): string {
  const totalMs = shown.reduce((sum, { forMs }) => sum + forMs, 0);
  let atMs = 0;
  const images = shown.map(({ picture, forMs }) => {
    const begin = (atMs / totalMs).toFixed(4);
    atMs += forMs;
    const animation =
      Number(begin) === 0
        ? ""
        : `<animate attributeName="opacity" dur="${totalMs}ms" repeatCount="indefinite" ` +
          `calcMode="discrete" keyTimes="0;${begin}" values="0;1"/>`;
    return (
      `<image width="${SIZE.width}" height="${SIZE.height}" ` +
      `href="data:image/jpeg;base64,${picture.toString("base64")}">${animation}</image>`
    );
  });
  const box = `0 0 ${SIZE.width} ${SIZE.height}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" role="img" ` +
    `aria-label="A signal arrives">${images.join("")}</svg>\n`
  );
}
