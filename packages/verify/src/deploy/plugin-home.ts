import { chmod, copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Toolchain } from "./toolchain.ts";

const PLUGIN = fileURLToPath(new URL("plugin", import.meta.url));

/** The providers that the stacks need, in the versions that sst 4.17.1 requires. */
const PROVIDERS = { aws: "7.20.0", random: "4.16.6", command: "1.0.1" } as const;

/** Writes the folder for XDG_CONFIG_HOME, in which sst looks for its engine and Pulumi for its
 *  plugins: the engine that was built, and scripts that run our own plugins.
 *  @param platform sst's `.sst/platform` */
export async function writePluginHome(
  folder: string,
  { python, engine }: Toolchain,
  platform: string,
): Promise<void> {
  const bin = path.join(folder, "sst/bin");
  await mkdir(bin, { recursive: true });
  // Copy it: through a link the engine would not find the language host beside it.
  await copyFile(engine, path.join(bin, "pulumi"));
  await script(path.join(bin, "pulumi-language-nodejs"), [
    python,
    path.join(PLUGIN, "language_host.py"),
    platform,
  ]);
  await script(path.join(bin, "pulumi-resource-pulumi-nodejs"), [
    process.execPath,
    path.join(platform, "node_modules/@pulumi/pulumi/cmd/dynamic-provider"),
  ]);
  for (const [name, version] of Object.entries(PROVIDERS)) {
    const home = path.join(folder, `sst/plugins/resource-${name}-v${version}`);
    await mkdir(home, { recursive: true });
    await script(path.join(home, `pulumi-resource-${name}`), [
      python,
      path.join(PLUGIN, "provider.py"),
      name,
    ]);
  }
}

/** The folder of the official plugins; undefined if they are missing, and then ours are used.
 *  @param configHome the value of XDG_CONFIG_HOME */
export async function findOfficialPlugins(configHome: string): Promise<string | undefined> {
  const wanted = `resource-aws-v${PROVIDERS.aws}`;
  const installed = await readdir(path.join(configHome, "sst/plugins")).catch((): string[] => []);
  return installed.includes(wanted) ? configHome : undefined;
}

async function script(file: string, command: readonly string[]): Promise<void> {
  const words = command.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(" ");
  await writeFile(file, `#!/bin/sh\nexec ${words} "$@"\n`);
  await chmod(file, 0o755);
}
