import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runTool } from "./process.ts";

/** The repository's root, where sst.config.ts is. */
export const ROOT = fileURLToPath(new URL("../../../..", import.meta.url)).replace(/\/$/, "");
export const PLATFORM = path.join(ROOT, ".sst/platform");

const ENVIRONMENT = {
  // Install the platform's packages with npm, which is always available with Node.
  SST_NO_BUN: "1",
  SST_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  NO_COLOR: "1",
};

/** Runs sst on the unchanged project and returns its output.
 *  Throws if it fails, with the end of the output. */
export function sst(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const binary = path.join(ROOT, "node_modules/.bin/sst");
  return runTool(binary, args, { cwd: ROOT, env: { ...env, ...ENVIRONMENT } });
}

/** Installs sst's component sources and the Pulumi SDKs into `.sst/platform`, once. sst asks for a
 *  stage although the result is the same for all; as root it does not make one up. */
export async function preparePlatform(env: NodeJS.ProcessEnv): Promise<void> {
  if (existsSync(path.join(PLATFORM, "node_modules/@pulumi/aws"))) return;
  await sst(["install"], { ...env, SST_STAGE: "install" });
}
