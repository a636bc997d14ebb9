/** Runs the contract tests of storage, streams and the stream consumer against the emulator's
 *  DynamoDB, as a second implementation beside the embedded one. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmulator } from "./emulator.ts";
import { runToEnd } from "./process.ts";
import { ROOT } from "./sst.ts";
import { preparePython } from "./toolchain.ts";

const TESTS = ["packages/functions/src/adapter/dynamodb", "packages/stream-consumer/src/dynamodb"];
const PROJECTS = ["functions", "stream-consumer"].flatMap((name) => ["--project", name]);

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const tools = await preparePython(say);
if ("kind" in tools) {
  say(`SKIPPED: the contracts were not run on a second engine. ${tools.reason}.`);
} else {
  const folder = await mkdtemp(path.join(tmpdir(), "bellwether-contracts-"));
  const emulator = await startEmulator(tools.python, folder, "open");
  try {
    const vitest = path.join(ROOT, "node_modules/vitest/vitest.mjs");
    process.exitCode = await runToEnd(process.execPath, [vitest, "run", ...PROJECTS, ...TESTS], {
      ...process.env,
      DYNAMODB_ENDPOINT: emulator.endpoint,
    });
  } finally {
    await emulator.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
