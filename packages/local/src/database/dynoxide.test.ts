import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const MODULE = new URL("./dynoxide.ts", import.meta.url).href;
const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));

describe("the embedded database", () => {
  it("ends with the process that started it, also when that ends without stopping it", async () => {
    const script = `
      const { startEmbeddedDatabase } = await import(${JSON.stringify(MODULE)});
      const { pid } = await startEmbeddedDatabase({ file: null });
      process.stdout.write(String(pid), () => process.exit());`;
    const starter = spawn(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "--eval", script],
      { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] },
    );
    let said = "";
    starter.stdout.on("data", (chunk) => (said += String(chunk)));
    const [code] = await once(starter, "close");
    expect(code).toBe(0);
    const pid = Number(said);
    expect(pid).toBeGreaterThan(0);
    await gone(pid);
  }, 30_000);
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
