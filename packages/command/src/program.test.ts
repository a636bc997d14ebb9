import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { runCommandLine } from "./command-harness.ts";

const NOWHERE = { BELLWETHER_URL: "http://127.0.0.1:1" };

describe("a command line", () => {
  it("prints help on request and exits with 0", async () => {
    const ended = await runCommandLine({}, ["--help"]);
    expect(ended.code).toBe(0);
    for (const name of ["start", "status", "workflows", "orders", "explain", "run", "pause"]) {
      expect(ended.out).toMatch(new RegExp(`^  ${name} `, "m"));
    }
  });

  it("prints its version", async () => {
    const ended = await runCommandLine({}, ["--version"]);
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(ended.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("rejects an address with a password and does not print it", async () => {
    const ended = await runCommandLine({ BELLWETHER_URL: "http://ada:secret@127.0.0.1" }, [
      "status",
    ]);
    expect(ended).toEqual({
      code: 1,
      out: "",
      err: "The environment variable BELLWETHER_URL must not hold a user name or a password.\n",
    });
  });

  it("explains each command within 80 columns", async () => {
    const commands = ["status", "workflows import", "orders", "explain", "run", "rebuild", "dlq"];
    for (const command of commands) {
      const ended = await runCommandLine({}, [...command.split(" "), "--help"]);
      expect(ended.code).toBe(0);
      expect(ended.out).toContain("Usage: bellwether");
      expect(Math.max(...ended.out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    }
  });

  it.each([["nonsense"], ["orders", "--limit", "none"], ["run", "--tick", "noon"], ["explain"]])(
    "exits with 2 on wrong usage: %s %s %s",
    async (...line: string[]) => {
      const ended = await runCommandLine(NOWHERE, line);
      expect([ended.code, ended.out]).toEqual([2, ""]);
      expect(ended.err).toContain("--help");
    },
  );

  it("reports a mistyped subcommand", async () => {
    const ended = await runCommandLine(NOWHERE, ["workflows", "exprot"]);
    expect(ended.err).toContain("unknown command 'exprot'\n(Did you mean export?)");
  });

  it("names the command of a subcommand", async () => {
    const ended = await runCommandLine(NOWHERE, ["snooze", "a name"]);
    expect(ended.code).toBe(2);
    expect(ended.err).toContain("(Did you mean `bellwether workflows snooze`?)");
    expect(ended.err).not.toContain("score");
    expect((await runCommandLine(NOWHERE, ["ordres"])).err).toContain("(Did you mean orders?)");
  });

  it.each([
    ["orders", "--limit", "3"],
    ["replay", "--workflow", "a name", "--market", "recorded"],
  ])("exits with 2 for options that do not suit each other: %s %s %s", async (...line) => {
    const ended = await runCommandLine(NOWHERE, line);
    expect([ended.code, ended.err]).toEqual([2, expect.stringMatching(/ needs --/)]);
  });

  it("rejects the response of another server", async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<p>Welcome</p>");
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    for (const line of [["status"], ["workflows", "export"]]) {
      const ended = await runCommandLine({ BELLWETHER_URL: `http://127.0.0.1:${port}` }, line);
      expect([ended.code, ended.out]).toEqual([1, ""]);
      expect(ended.err).toContain("answers, but not like Bellwether");
    }
    server.closeAllConnections();
    server.close();
  });

  it("reports in one sentence that no server answers", async () => {
    const ended = await runCommandLine(NOWHERE, ["status"]);
    expect(ended).toEqual({
      code: 1,
      out: "",
      err: "Nothing answers at http://127.0.0.1:1: start Bellwether, or set BELLWETHER_URL to where it is.\n",
    });
  });

  it("writes errors as JSON with --json", async () => {
    const ended = await runCommandLine(NOWHERE, ["status", "--json"]);
    expect([ended.code, ended.out]).toEqual([1, ""]);
    expect(JSON.parse(ended.err)).toMatchObject({ error: expect.stringContaining("answers at") });
  });

  it("names an invalid setting and never its value", async () => {
    const ended = await runCommandLine({ BELLWETHER_TOKEN: "hunter2" }, ["status"]);
    expect(ended.code).toBe(1);
    expect(ended.err).toBe(
      "The environment variable BELLWETHER_TOKEN must have at least 16 characters.\n",
    );
  });
});
