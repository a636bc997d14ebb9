import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { formatWorkflowFile } from "@bellwether/core/workflow";
import { alwaysSignals, neverSignals } from "@bellwether/functions/testing";
import { freePort } from "@bellwether/local/testing";
import { startTestServer, type TestServer } from "@bellwether/markets/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCommandLine } from "./command-harness.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bellwether-market-"));
});
afterEach(() => rm(folder, { recursive: true }));

const DAY = ["--from", "2026-09-15T00:00:00Z", "--to", "2026-09-15T23:00:00Z"];

describe("record and replay", () => {
  it("give exactly the signals of the recorded market", async () => {
    const file = path.join(folder, "workflows.yml");
    const average = alwaysSignals("average", {
      conditions: [
        {
          indicator: { name: "ma50", ut: "h1" },
          close: { direction: "above", ut: "h1", spread: 5_000 },
          element: null,
        },
      ],
    });
    await writeFile(file, formatWorkflowFile([average, neverSignals("never")]));
    const recording = path.join(folder, "recording");
    const record = "record --market simulated --code DAX.I GER40.I --days 60 --to";
    const recorded = await runCommandLine({}, [...record.split(" "), recording]);
    expect([recorded.code, recorded.err]).toEqual([
      0,
      expect.stringContaining("Recording DAX.I 100%"),
    ]);
    expect((await readdir(recording)).length).toBe(3);

    const replay = async (name: string, ...market: string[]) => {
      const line = ["replay", "--json", "--workflow", name, "--file", file, ...DAY];
      const ended = await runCommandLine({}, [...line, "--market", ...market]);
      expect(ended.code).toBe(0);
      const { market: _, ...rest } = JSON.parse(ended.out) as { signals: object[]; market: string };
      return rest;
    };
    const live = await replay("average", "simulated");
    expect(live.signals.length).toBeGreaterThan(3);
    expect(await replay("average", "recorded", "--candles", recording)).toEqual(live);
    expect((await replay("never", "simulated")).signals).toEqual([]);
  });

  it("warn about closes outside their range and replay the recording", async () => {
    const file = path.join(folder, "workflows.yml");
    await writeFile(file, formatWorkflowFile([neverSignals("never")]));
    const recording = path.join(folder, "recording");
    const record = "record --market simulated --code DAX.I GER40.I --days 30 --to";
    await runCommandLine({}, [...record.split(" "), recording]);
    const csv = path.join(recording, "DAX.I.csv");
    await writeFile(csv, (await readFile(csv, "utf8")).replace(/[\d.]+\n$/, "1\n"));
    const line = ["replay", "--market", "recorded", "--candles", recording];
    const ended = await runCommandLine({}, [...line, "--workflow", "never", "--file", file]);
    expect(ended.code).toBe(0);
    expect(ended.err).toMatch(/^warning: rows with an open or a close outside .* rows=1 first=/m);
    expect(ended.err).toMatch(/DAX\.I\.csv, row \d+: the close 1 of /);
  });

  it("record the available part when the market's history begins later", async () => {
    const young = path.join(folder, "young");
    const whole = path.join(folder, "whole");
    const until = ["--code", "DAX.I", "--until", "2026-09-18T20:00:00Z"];
    const simulated = ["record", "--market", "simulated", ...until, "--days", "5", "--to", young];
    expect((await runCommandLine({}, simulated)).code).toBe(0);
    const recorded = ["record", "--market", "recorded", "--candles", young, ...until];
    const ended = await runCommandLine({}, [...recorded, "--days", "50", "--to", whole]);
    expect(ended.code).toBe(0);
    expect(ended.out).toContain("DAX.I: 90 half-hours from 2026-09-14 07:00Z");
    const [a, b] = await Promise.all(
      [young, whole].map((of) => readFile(path.join(of, "DAX.I.csv"), "utf8")),
    );
    expect(b).toBe(a);
  });

  it("show signals as a table and state that the prices are simulated", async () => {
    const file = path.join(folder, "workflows.yml");
    await writeFile(file, formatWorkflowFile([alwaysSignals("always")]));
    const line = ["replay", "--market", "simulated", "--workflow", "always", "--file", file];
    const ended = await runCommandLine({}, [...line, ...DAY]);
    expect(ended.out).toMatch(/^The market is SIMULATED/);
    expect(ended.out).toMatch(/^2026-09-15 \d\d:\d1Z +BUY +1 +GER40.I/m);
    expect(ended.out).toMatch(/\d+ ticks evaluated, \d+ signals/);
  });

  it("show the outcome of each signal and their total", async () => {
    const file = path.join(folder, "workflows.yml");
    await writeFile(file, formatWorkflowFile([alwaysSignals("always")]));
    const line = ["replay", "--market", "simulated", "--workflow", "always", "--file", file];
    const week = await runCommandLine({}, [...line, "--from", "2026-09-14", "--to", "2026-09-18"]);
    expect(week.out).toMatch(/ (filled at [\d.]+, [+−][\d.]+ after 1 d|not filled)$/m);
    expect(week.out).toMatch(
      /^Total of \d+ signals: \d+ % filled \(of \d+\), \d+ % gained after 1 d \(of \d+\), median [+−]?[\d.]+ points \(of \d+\)\.$/m,
    );
    expect(week.out).toContain("before costs; no broker filled an order");
    const json = await runCommandLine({}, [...line, ...DAY, "--json"]);
    const { signals } = JSON.parse(json.out) as { signals: { outcome: { kind: string } }[] };
    expect(signals[0]?.outcome.kind).toMatch(/filled|waiting/);
  });

  it("accept dates, which cover the market's session of each day", async () => {
    const file = path.join(folder, "workflows.yml");
    await writeFile(file, formatWorkflowFile([alwaysSignals("always")]));
    const line = ["replay", "--market", "simulated", "--workflow", "always", "--file", file];
    const day = await runCommandLine({}, [...line, "--from", "2026-09-15", "--to", "2026-09-15"]);
    expect(day.err).not.toContain("error");
    expect(day.out).toBe((await runCommandLine({}, [...line, ...DAY])).out);
    const wrong = await runCommandLine({}, [...line, "--from", "2026-02-30"]);
    expect(wrong.code).not.toBe(0);
    expect(wrong.err).toContain("a day such as 2024-05-02, or an instant such as");
  });

  it("report a missing workflow, a missing recording and instants in the wrong order", async () => {
    const file = path.join(folder, "workflows.yml");
    await writeFile(file, formatWorkflowFile([alwaysSignals("always")]));
    const start = ["replay", "--file", file];
    const backwards = ["--from", "2026-09-15T00:00:00Z", "--to", "2026-09-14T00:00:00Z"];
    const errors = await Promise.all([
      runCommandLine({}, [...start, "--workflow", "other", "--market", "simulated"]),
      runCommandLine({}, [...start, "--workflow", "always", "--market", "recorded"]),
      runCommandLine({}, [...start, "--workflow", "always", "--market", "simulated", ...backwards]),
    ]);
    expect(errors.map(({ code }) => code)).toEqual([1, 2, 1]);
    expect(errors.map(({ err }) => err)).toEqual([
      `${file} has no workflow "other".\n`,
      expect.stringContaining("needs --candles"),
      "--from must be before --to.\n",
    ]);
  });
});

/** Requests a target exactly as written, which `fetch` would normalize. */
async function ask(port: number, path: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const get = request({ host: "127.0.0.1", port, path }, (response) => {
      response.resume().on("end", resolve);
    });
    get.on("error", () => resolve()).end();
  });
}

describe("login", () => {
  let saxo: TestServer;
  let asked: string[];
  beforeEach(async () => {
    asked = [];
    saxo = await startTestServer(({ body }) => {
      asked.push(new URLSearchParams(body).get("code") ?? "");
      const token = {
        access_token: "access",
        expires_in: 1_200,
        refresh_token: "refresh",
        refresh_token_expires_in: 2_400,
      };
      const headers = { "content-type": "application/json" };
      return { status: 200, headers, body: JSON.stringify(token) };
    });
  });
  afterEach(() => saxo.close());

  const variables = (port: number) => ({
    BELLWETHER_HOME: folder,
    SAXO_APP_KEY: "key",
    SAXO_APP_SECRET: "secret-of-the-application",
    SAXO_LOGIN_URL: saxo.url,
    SAXO_REDIRECT_URL: `http://localhost:${port}/callback`,
  });

  /** Calls the redirect URL as the browser would, once the address is printed. */
  async function logIn(port: number, answer: (state: string) => string, line = ["login"]) {
    const said: string[] = [];
    const err = {
      write(text: string | Uint8Array) {
        said.push(String(text));
        return true;
      },
    };
    const ended = runCommandLine(variables(port), line, { err });
    while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const address = new URL(/https?:\S+/.exec(said.join(""))?.[0] ?? "");
    const state = address.searchParams.get("state") ?? "";
    for (const target of ["//", "http://[", "/%"]) await ask(port, target);
    const strange = await fetch(`http://127.0.0.1:${port}/callback?code=theirs&state=other`);
    const back = await fetch(`http://127.0.0.1:${port}/callback?${answer(state)}`);
    return { ended: await ended, strange: strange.status, back: await back.text(), said };
  }

  it("stores it in a file that only its owner can read", async () => {
    const port = await freePort();
    const { ended, strange, back } = await logIn(port, (state) => `code=ours&state=${state}`);
    expect(ended.code).toBe(0);
    expect([strange, asked]).toEqual([400, ["ours"]]);
    expect(back).toContain("You are logged in to Saxo");
    const { mode } = await stat(path.join(folder, "saxo-sim.token.json"));
    expect(mode & 0o077).toBe(0);
    expect(ended.out).not.toMatch(/refresh"|access"|secret-of/);
  });

  it("prints the address with --json too, and its expiry in ISO 8601", async () => {
    const port = await freePort();
    const line = ["login", "--json"];
    const { ended } = await logIn(port, (state) => `code=ours&state=${state}`, line);
    expect(JSON.parse(ended.out)).toEqual({
      file: path.join(folder, "saxo-sim.token.json"),
      environment: "sim",
      renew_before: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  });

  it("cannot be completed with the code alone (PKCE)", async () => {
    const port = await freePort();
    const { said } = await logIn(port, (state) => `code=ours&state=${state}`);
    const address = new URL(/https?:\S+/.exec(said.join(""))?.[0] ?? "");
    const verifier = new URLSearchParams(saxo.requests[0]?.body).get("code_verifier") ?? "";
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    expect(address.searchParams.get("code_challenge")).toBe(challenge);
    expect(address.href).not.toContain(verifier);
  });

  it("reports a rejection by Saxo and stores nothing", async () => {
    const port = await freePort();
    const { ended, said } = await logIn(port, (state) => `error=access_denied&state=${state}`);
    expect(ended.code).toBe(1);
    expect(said.join("")).toContain("Saxo rejected the login: access_denied.");
    expect(await readdir(folder)).toEqual([]);
  });

  it("reports missing settings", async () => {
    const ended = await runCommandLine({ BELLWETHER_HOME: folder }, ["login"]);
    expect([ended.code, ended.err]).toEqual([1, expect.stringContaining("SAXO_APP_KEY")]);
    const remote = { ...variables(1), SAXO_REDIRECT_URL: "https://example.com/callback" };
    const elsewhere = await runCommandLine(remote, ["login"]);
    expect([elsewhere.code, elsewhere.err]).toEqual([1, expect.stringContaining("this machine")]);
  });
});
