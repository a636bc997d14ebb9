import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { startMachine } from "./machine.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the machine that all files share. */
    url: string;
    /** Process id of that machine. */
    pid: number;
  }
}

const WEB = fileURLToPath(new URL("../../", import.meta.url));

/** Builds the page and starts the machine that serves it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Not in the test runner's mode: the page is tested as it is served.
  const env = { ...process.env, NODE_ENV: "production" };
  await promisify(execFile)("npx", ["vite", "build", "--logLevel", "error"], { cwd: WEB, env });
  const machine = await startMachine();
  project.provide("url", machine.url);
  project.provide("pid", machine.pid);
  return machine.stop;
}
