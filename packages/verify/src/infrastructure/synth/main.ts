/** Runs sst.config.ts and the stacks with sst's real components and stand-ins for all external
 *  systems, and writes the declared resources to standard output as JSON.
 *  Runs in a separate process: Pulumi's runtime is global, and sst's components read the
 *  environment.
 *  Usage: main.ts STAGE */
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PLATFORM, ROOT } from "../platform.ts";
import { evaluateApp, evaluateProgram } from "./evaluate.ts";
import { type Declared, mocks } from "./mocks.ts";
import { startRpcServer } from "./rpc-server.ts";

type Registered = { type: string; name: string; opts: { protect?: boolean } };
type PulumiRuntime = {
  setMocks: (...settings: unknown[]) => void;
  registerStackTransformation: (look: (registered: Registered) => undefined) => void;
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
const program = await evaluateProgram(app);
// The mocks do not get this option.
const isProtected = new Set<string>();
try {
  await runtime.runInPulumiStack(() => {
    runtime.registerStackTransformation(({ type, name, opts }) => {
      if (opts.protect === true) isProtected.add(`${type} ${name}`);
    });
    return program();
  });
  await runtime.disconnect();
} finally {
  await placeholder.remove();
  rpc.stop();
}
const resources = declared.map((one) => ({
  ...one,
  ...(isProtected.has(`${one.type} ${one.name}`) && { isProtected: true }),
}));
process.stdout.write(JSON.stringify({ app, resources }));

/** The site is not built under mocks, but its output is read. If it is missing, an empty page is
 *  created and removed afterwards. */
async function placeholderSite(): Promise<{ remove: () => Promise<void> }> {
  const directory = path.join(ROOT, "packages/web/dist");
  if (existsSync(directory)) return { remove: async () => {} };
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(directory, "index.html"), "<!doctype html>");
  return { remove: () => rm(directory, { recursive: true }) };
}
