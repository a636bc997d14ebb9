/** Runs sst.config.ts and the stacks with sst's real components against stand-ins for everything
 *  outside, and writes what they declared to standard output as JSON.
 *  A process of its own: Pulumi's runtime is global, and sst's components read the environment.
 *  Usage: main.ts STAGE */
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PLATFORM, ROOT } from "../platform.ts";
import { evaluateApp, evaluateProgram } from "./evaluate.ts";
import { type Declared, mocks } from "./mocks.ts";
import { startRpcServer } from "./rpc-server.ts";

type PulumiRuntime = {
  setMocks: (...settings: unknown[]) => void;
  runInPulumiStack: (program: () => Promise<unknown>) => Promise<unknown>;
  disconnect: () => Promise<void>;
};

const stage = process.argv[2] ?? "test";
const rpc = await startRpcServer();
process.env["SST_SERVER"] = rpc.url;
const placeholder = await placeholderSite();

const settings = await evaluateApp(stage);
const app = { removal: "retain", protect: false, ...settings, stage };
const declared: Declared[] = [];
const { runtime } = createRequire(path.join(PLATFORM, "package.json"))("@pulumi/pulumi") as {
  runtime: PulumiRuntime;
};
runtime.setMocks(mocks(declared), "bellwether", stage, false, "organization");
try {
  await runtime.runInPulumiStack(await evaluateProgram(app));
  await runtime.disconnect();
} finally {
  await placeholder.remove();
  rpc.stop();
}
process.stdout.write(JSON.stringify({ app, resources: declared }));

/** The site's build does not run under mocks, but its output is read: where there is none, a page
 *  without content stands in, and is taken away again. */
async function placeholderSite(): Promise<{ remove: () => Promise<void> }> {
  const directory = path.join(ROOT, "packages/web/dist");
  if (existsSync(directory)) return { remove: async () => {} };
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(directory, "index.html"), "<!doctype html>");
  return { remove: () => rm(directory, { recursive: true }) };
}
