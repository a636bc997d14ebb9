import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root, where sst.config.ts is. */
export const ROOT = fileURLToPath(new URL("../../../..", import.meta.url)).replace(/\/$/, "");
/** SST's component sources and the Pulumi SDKs that they import. */
export const PLATFORM = path.join(ROOT, ".sst/platform");
/** Where the stacks' functions are bundled under mocks, one folder per function. */
export const BUNDLES = path.join(ROOT, ".sst/bundles");

const WANTED_PULUMI = /pulumi\/releases\/download\/(v[\d.]+)\//;

/** Prepares `.sst/platform` with `sst install`, once per version of sst.
 *  sst first checks for a Pulumi binary, and downloads it from GitHub. The stacks are
 *  typechecked and run under mocks, which never call that binary. So if GitHub cannot be
 *  reached, a stand-in that answers `version` is used, in a separate directory: a later `sst
 *  deploy` still downloads the real one. */
export async function preparePlatform(): Promise<void> {
  if (await isPrepared()) return;
  const first = await install(process.env);
  const wanted = WANTED_PULUMI.exec(first.output)?.[1];
  const last =
    first.code === 0 || wanted === undefined ? first : await install(await standIn(wanted));
  if (last.code !== 0 || !(await isPrepared())) {
    throw new Error(`sst install did not prepare ${PLATFORM}:\n${last.output}`);
  }
}

async function isPrepared(): Promise<boolean> {
  const version = path.join(PLATFORM, "version");
  if (!existsSync(version)) return false;
  if (!existsSync(path.join(PLATFORM, "node_modules/@pulumi/aws/package.json"))) return false;
  const manifest = await readFile(path.join(ROOT, "node_modules/sst/package.json"), "utf8");
  return manifest.includes(`"version": "${(await readFile(version, "utf8")).trim()}"`);
}

/** An environment in which sst finds a Pulumi of the required version. */
async function standIn(version: string): Promise<NodeJS.ProcessEnv> {
  const cache = process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache");
  const config = path.join(cache, "bellwether-infra");
  const binary = path.join(config, "sst/bin/pulumi");
  const script = `#!/bin/sh
[ "$1" = version ] && { echo ${version}; exit 0; }
echo "this stand-in for pulumi only knows its version" >&2
exit 1
`;
  await mkdir(path.dirname(binary), { recursive: true });
  await writeFile(binary, script);
  await chmod(binary, 0o755);
  return { ...process.env, XDG_CONFIG_HOME: config };
}

/** `SST_NO_BUN`: install the platform's packages with npm, which is always available with Node. */
function install(environment: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(ROOT, "node_modules/.bin/sst"), ["install"], {
      cwd: ROOT,
      env: {
        ...environment,
        SST_NO_BUN: "1",
        SST_TELEMETRY_DISABLED: "1",
        SST_STAGE: "test",
        AWS_REGION: "eu-west-3",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", reject);
    child.once("exit", (code) => resolve({ code: code ?? 1, output }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await preparePlatform();
