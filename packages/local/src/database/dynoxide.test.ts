import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { startEmbeddedDatabase } from "./dynoxide.ts";

const MODULE = new URL("./dynoxide.ts", import.meta.url).href;
const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "bellwether-dynoxide-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the embedded database", () => {
  it("exits with the process that started it, even if that is killed", async () => {
    const file = path.join(folder, "orphan.db");
    const script = `
      const { startEmbeddedDatabase } = await import(${JSON.stringify(MODULE)});
      const { pid } = await startEmbeddedDatabase({ file: ${JSON.stringify(file)} });
      process.stdout.write(String(pid), () => process.kill(process.pid, "SIGKILL"));`;
    const starter = spawn(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "--eval", script],
      { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] },
    );
    let said = "";
    starter.stdout.on("data", (chunk) => (said += String(chunk)));
    await once(starter, "close");
    const pid = Number(said);
    expect(pid).toBeGreaterThan(0);
    await gone(pid);
  }, 30_000);

  it("does not inherit the secrets of the environment", async () => {
    process.env["BELLWETHER_TEST_SECRET"] = "xoxb-secret";
    const database = await startEmbeddedDatabase({ file: path.join(folder, "environment.db") });
    delete process.env["BELLWETHER_TEST_SECRET"];
    const environment = `/proc/${database.pid}/environ`;
    // Only Linux shows it.
    expect(existsSync(environment) ? readFileSync(environment, "utf8") : "").toBe("");
    await database.stop();
  });

  it("names the file and the reason when it cannot start", async () => {
    const file = path.join(folder, "damaged.db");
    writeFileSync(file, "no database at all, and much longer than a header of SQLite ".repeat(20));
    await expect(startEmbeddedDatabase({ file })).rejects.toMatchObject({
      code: "did-not-start",
      message: expect.stringMatching(/damaged\.db .*not a valid SQLite database/),
    });
  });
});

/** Resolves once the process is no more; a test that waits in vain for it fails by its time. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
