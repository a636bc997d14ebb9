import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { EmbeddedDatabaseError, startEmbeddedDatabase } from "./dynoxide.ts";

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

  it("is not asked any more when it could not start", async () => {
    const port = await listening(createServer(), 0);
    const file = path.join(tmpdir(), "no such folder", "x.db");
    await expect(startEmbeddedDatabase({ file, port })).rejects.toThrow(EmbeddedDatabaseError);
    let asked = 0;
    const other = createServer((socket) => {
      asked += 1;
      socket.destroy();
    });
    await listening(other, port, { keep: true });
    await new Promise((resolve) => setTimeout(resolve, 200));
    other.close();
    expect(asked).toBe(0);
  });
});

/** The port that the server listens on, and unless it is kept has let go of again. */
async function listening(server: Server, port: number, { keep = false } = {}): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const { port: found } = server.address() as AddressInfo;
  if (!keep) {
    server.close();
    await once(server, "close");
  }
  return found;
}

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
