import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { messageOf } from "@bellwether/core/failure";
import { type Progress, runTool } from "./process.ts";

/** The Pulumi engine that sst 4.17.1 requires. */
const PULUMI_VERSION = "3.215.0";
const PULUMI_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

const OLDEST_PYTHON = [3, 10] as const;
const PIP_INSTALL = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
const REQUIREMENTS = fileURLToPath(new URL("plugin/requirements.txt", import.meta.url));

/** What a deployment to the emulator needs besides Node. */
export type Toolchain = Readonly<{
  /** The Python that runs the emulator and the resource providers. */
  python: string;
  /** The Pulumi engine. */
  engine: string;
}>;

/** Why this machine cannot build the toolchain. */
export type Missing = Readonly<{ kind: "missing"; reason: string }>;

/** Builds the toolchain into the user's cache, once for each set of versions: the emulator and
 *  the providers' libraries from PyPI into a virtual environment, the engine from its Go module.
 *  Takes five minutes on two cores the first time. */
export async function prepareToolchain(say: Progress): Promise<Toolchain | Missing> {
  if (!answers("go", ["version"])) return missing("Go, which builds the engine, is not installed");
  const prepared = await preparePython(say);
  if ("kind" in prepared) return prepared;
  const folder = path.join(cacheFolder(), "engine");
  const engine = await once(folder, "the Pulumi engine", say, buildEngine);
  return { ...prepared, engine: path.join(engine, "pulumi") };
}

/** The part of the toolchain that the emulator needs. */
export async function preparePython(say: Progress): Promise<Pick<Toolchain, "python"> | Missing> {
  const base = basePython();
  if (typeof base !== "string") return base;
  const folder = path.join(cacheFolder(), "python");
  const python = await once(folder, "the emulator and the SDK", say, (to) => buildPython(base, to));
  return { python: path.join(python, "bin/python") };
}

/** A Python with one library from PyPI, in a virtual environment in the user's cache. */
export async function pythonWith(
  requirement: string,
  say: Progress,
): Promise<Pick<Toolchain, "python"> | Missing> {
  const base = basePython();
  if (typeof base !== "string") return base;
  const folder = path.join(bellwetherCache(), `python-${requirement.replaceAll(/\W+/g, "-")}`);
  try {
    const python = await once(folder, requirement, say, async (to) => {
      await runTool(base, ["-m", "venv", to]);
      await runTool(path.join(to, "bin/python"), [...PIP_INSTALL, requirement]);
    });
    return { python: path.join(python, "bin/python") };
  } catch (error) {
    return missing(`pip could not install ${requirement}: ${messageOf(error)}`);
  }
}

function basePython(): string | Missing {
  const asked = spawnSync("python3", ["-c", "import sys, venv; print(*sys.version_info[:2])"]);
  if (asked.status !== 0) return missing("Python 3 with its venv module is not installed");
  const [major = 0, minor = 0] = asked.stdout.toString().trim().split(" ").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_PYTHON;
  return major === oldestMajor && minor >= oldestMinor
    ? "python3"
    : missing(`Python is ${major}.${minor}; the emulator needs ${OLDEST_PYTHON.join(".")}`);
}

function missing(reason: string): Missing {
  return { kind: "missing", reason };
}

function answers(command: string, args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}

/** The folder's name is a hash of all versions, so a new version builds into a new folder. */
function cacheFolder(): string {
  const versions = `${PULUMI_VERSION}\n${readFileSync(REQUIREMENTS, "utf8")}`;
  const name = createHash("sha256").update(versions).digest("hex").slice(0, 12);
  return path.join(bellwetherCache(), `deploy-${name}`);
}

function bellwetherCache(): string {
  const parent = process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache");
  return path.join(parent, "bellwether");
}

/** Builds in a temporary folder and renames it when complete, so that neither an interrupted nor
 *  a concurrent build leaves an incomplete folder. */
async function once(
  folder: string,
  what: string,
  say: Progress,
  build: (folder: string) => Promise<void>,
): Promise<string> {
  if (existsSync(folder)) return folder;
  const begin = Date.now();
  say(`building ${what} into ${folder}`);
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    await build(unfinished);
    if (!existsSync(folder)) await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  say(`built ${what} in ${Math.round((Date.now() - begin) / 1_000)} s`);
  return folder;
}

async function buildPython(base: string, folder: string): Promise<void> {
  await runTool(base, ["-m", "venv", folder]);
  await runTool(path.join(folder, "bin/python"), [...PIP_INSTALL, "-r", REQUIREMENTS]);
}

/** Not `go install`: it refuses a module with `replace` directives. */
async function buildEngine(folder: string): Promise<void> {
  const source = path.join(folder, "source");
  await mkdir(source);
  await writeFile(path.join(source, "go.mod"), "module engine\n\ngo 1.24\n");
  // Keeps the command's packages in the module's requirements.
  await writeFile(
    path.join(source, "engine.go"),
    `//go:build tools\n\npackage engine\n\nimport _ "${PULUMI_PACKAGE}"\n`,
  );
  const wanted = [PULUMI_PACKAGE, "github.com/pulumi/pulumi/sdk/v3"];
  const cwd = { cwd: source };
  await runTool("go", ["get", ...wanted.map((one) => `${one}@v${PULUMI_VERSION}`)], cwd);
  // sst asks the engine for its version, which is set by a linker flag.
  const version = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${PULUMI_VERSION}`;
  const binary = path.join(folder, "pulumi");
  await runTool("go", ["build", "-ldflags", version, "-o", binary, PULUMI_PACKAGE], cwd);
  await rm(source, { recursive: true });
}
