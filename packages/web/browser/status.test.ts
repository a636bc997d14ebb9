import type { Page } from "playwright-core";
import { expect, inject, it } from "vitest";
import { changeAnswers, comeBack, useBrowser } from "./support/browser.ts";

const url = inject("url");
const { open, newPage } = useBrowser(url);

type Status = Readonly<{
  market: { readonly name: string };
  runs: readonly { readonly tick: string; readonly failed: number }[];
  queues: readonly { readonly name: string; readonly dead_letters: number }[];
  missed_runs: readonly { readonly tick: string }[];
  paused: boolean;
  next_tick: string | null;
  problems: readonly string[];
}>;

async function status(): Promise<Status> {
  return (await (await fetch(`${url}/api/workflow/status`)).json()) as Status;
}

const changeStatus = (page: Page, change: (real: Status) => Partial<Status>) =>
  changeAnswers(page, "**/workflow/status", change);

it("the status page shows the last runs with their results, and why workflows were skipped", async () => {
  const page = await open("/status");
  const runs = page.getByRole("region", { name: "Last runs" }).locator("tbody tr");
  await runs.first().waitFor();
  const shown = await runs
    .locator("th time")
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute("datetime")));
  // A run may have happened in between.
  const stored = await status();
  expect(stored.runs.map((run) => run.tick)).toEqual(expect.arrayContaining(shown.slice(0, 5)));
  await page.getByRole("columnheader", { name: "Run (Paris)" }).waitFor();
  const reason = runs.locator("details").first();
  await reason.locator("summary").click();
  await expect.poll(() => reason.innerText()).toMatch(/skipped|failed/i);
  await expect.poll(() => reason.locator("li a").count()).toBeGreaterThan(0);
});

it("the status page shows the market, its clock, the next run and the projection's lag", async () => {
  const page = await open("/status");
  const tile = (name: string) =>
    page
      .locator("dl")
      .filter({ has: page.getByText(name, { exact: true }) })
      .locator("dd");
  await tile("Market").waitFor();
  await expect.poll(() => tile("Market").innerText()).toContain((await status()).market.name);
  await expect
    .poll(() => tile("Next run").innerText())
    .toMatch(/\d\d Sept, \d\d:[03]1|Paused|None/);
  await expect.poll(() => tile("Projection lag").innerText()).toMatch(/\d+ (ms|s|min)/);
  await expect
    .poll(() => tile("Session").innerText())
    .toMatch(/^(Open until|Opens) \d\d Sept, \d\d:\d\d/);
  await expect.poll(() => tile("Missed runs").innerText()).toMatch(/^\d+$/);
  await expect.poll(() => tile("Parked stream records").innerText()).toBe("0");
});

it("the status page shows the depth of every queue", async () => {
  const page = await open("/status");
  const names = page.getByRole("region", { name: "Queues" }).locator("tbody th");
  await names.first().waitFor();
  await expect
    .poll(() => names.allInnerTexts())
    .toEqual((await status()).queues.map((queue) => queue.name));
});

it("the status page redrives dead letters on request", async () => {
  const page = await newPage();
  // The real status, plus a dead letter and a missed run that this machine does not have.
  await changeStatus(page, ({ queues }) => ({
    queues: queues.map((queue) =>
      queue.name === "notify" ? { ...queue, dead_letters: 2 } : queue,
    ),
    missed_runs: [{ tick: "2026-09-14T09:31:00Z" }],
  }));
  await page.goto("/status");
  await page.getByText("14 Sept, 11:31").waitFor();
  const answer = page.waitForResponse((response) => response.url().endsWith("/redrive"));
  await page.getByRole("button", { name: "Redrive… the dead letters of notify" }).click();
  const question = page.getByRole("alertdialog", { name: "Redrive the dead letters?" });
  await question.getByRole("button", { name: "Redrive", exact: true }).click();
  const redriven = await answer;
  expect(redriven.request().method()).toBe("POST");
  expect(await redriven.json()).toEqual({ queue: "notify", redriven: 0 });
  await page.getByText("0 going back to the queue").waitFor();
});

it("the status page pauses and resumes after a confirmation", async () => {
  const page = await open("/status");
  await page.getByRole("button", { name: "Pause…" }).click();
  const question = page.getByRole("alertdialog", { name: "Pause the engine?" });
  await question.getByRole("button", { name: "Keep it running" }).click();
  expect((await status()).paused).toBe(false);
  await page.getByRole("button", { name: "Pause…" }).click();
  await question.getByRole("button", { name: "Pause", exact: true }).click();
  await page.getByRole("button", { name: "Resume…" }).click();
  expect((await status()).paused).toBe(true);
  await page.getByRole("alertdialog").getByRole("button", { name: "Resume", exact: true }).click();
  await page.getByRole("button", { name: "Pause…" }).waitFor();
  expect((await status()).paused).toBe(false);
});

it("the status page starts a run on request and shows its result", async () => {
  const page = await open("/status");
  await page.getByRole("button", { name: "Run now…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Run", exact: true }).click();
  const answer = page.getByText(/\d+ evaluated, \d+ signalled|It runs: the table/);
  await answer.waitFor();
  await expect.poll(() => answer.isVisible()).toBe(true);
});

it("the status page shows dead letters with their reason and discards them after a confirmation", async () => {
  const page = await newPage();
  let sent: unknown = null;
  await changeStatus(page, ({ queues }) => ({
    queues: queues.map((queue) =>
      queue.name === "notify" ? { ...queue, dead_letters: 1 } : queue,
    ),
  }));
  await page.route("**/dead-letters/notify*", (route) =>
    route.fulfill({
      json: {
        queue: "notify",
        dead_letters: [{ id: "letter-1", body: '{"detail":{}}', reason: "channel_not_found" }],
      },
    }),
  );
  await page.route("**/dead-letters/notify/discard", (route) => {
    sent = route.request().postDataJSON();
    return route.fulfill({ json: { queue: "notify", discarded: 1 } });
  });
  await page.goto("/status");
  await page.getByRole("button", { name: "View the dead letters of notify" }).click();
  await page.getByText("channel_not_found").waitFor();
  await page.getByRole("button", { name: "Discard…" }).click();
  const question = page.getByRole("alertdialog", { name: "Discard this dead letter?" });
  await question.getByRole("button", { name: "Discard", exact: true }).click();
  await question.waitFor({ state: "detached" });
  expect(sent).toEqual({ ids: ["letter-1"] });
});

it("the status page reports a problem while a workflow fails", async () => {
  const page = await newPage();
  await changeStatus(page, ({ runs }) => ({
    runs: runs.map((run, place) => (place === 0 ? { ...run, failed: 2 } : run)),
  }));
  await page.goto("/status");
  await page.getByText("2 workflows failed in the last run").waitFor();
  await expect.poll(() => page.getByText("There are no problems").count()).toBe(0);
});

it("the status page reports a problem while the engine is paused", async () => {
  const page = await newPage();
  await changeStatus(page, () => ({ paused: true, next_tick: null }));
  await page.goto("/status");
  await page.getByText("the engine is paused: no workflow is evaluated").waitFor();
  await expect.poll(() => page.getByText("There are no problems").count()).toBe(0);
});

it("the status page reports a problem when its data is old", async () => {
  const page = await open("/status", { expects: /404/ });
  await page.getByText("There are no problems").waitFor();
  await page.route("**/workflow/status", (route) => route.fulfill({ status: 404 }));
  const alert = page.getByRole("alert").filter({ hasText: "Not up to date since" });
  await expect
    .poll(() => comeBack(page).then(() => alert.count()), { timeout: 30_000, interval: 500 })
    .toBe(1);
  await expect.poll(() => page.getByText("There are no problems").count()).toBe(0);
});

it("the status page lists the problems", async () => {
  const page = await newPage();
  await changeStatus(page, () => ({ problems: ["The projector is behind."] }));
  await page.goto("/status");
  await page.getByRole("alert").waitFor();
  await expect
    .poll(() => page.getByRole("alert").innerText())
    .toContain("The projector is behind.");
});

it("the status page shows the decisions of a run and links to their explanations", async () => {
  const page = await open("/status");
  const runs = page.getByRole("region", { name: "Last runs" });
  const newest = runs.getByRole("button", { expanded: false }).locator("time").first();
  const tick = await newest.getAttribute("datetime");
  // By its time: the next run moves it down.
  await runs.locator(`time[datetime="${tick}"]`).first().click();
  const decisions = runs.getByRole("listitem").filter({ has: page.getByRole("link") });
  await decisions.first().waitFor();
  await expect
    .poll(() => decisions.first().innerText())
    .toMatch(/^(Signalled|Holds|Skipped|Does not hold)/);
  const link = decisions.first().getByRole("link");
  const name = await link.innerText();
  await link.click();
  await page.getByRole("dialog", { name }).waitFor();
  expect(new URL(page.url()).searchParams.get("at")).toBe(tick);
  const why = page.getByRole("region", { name: "Why it signals or not" });
  await why.getByText(/^Decided then: /).waitFor();
  await expect.poll(() => why.locator("time").first().getAttribute("datetime")).toBe(tick);
});
