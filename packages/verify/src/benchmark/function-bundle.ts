import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));

/** The part of a function's `nodejs` settings that the stacks use. */
export type NodeSettings = Readonly<{
  minify?: boolean;
  esbuild?: { keepNames?: boolean; external?: string[] };
}>;

export type FunctionBundle = Readonly<{
  /** Path of the bundled module. */
  file: string;
  /** The handler as Lambda expects it: `module.export`. */
  handler: string;
  bytes: number;
}>;

/** Bundles a handler exactly as sst 4.17 does for a Node function in ESM: the options are those
 *  of its pkg/runtime/node/build.go. Throws if the module does not exist.
 *  @param handler path from the root, without extension, and the export: `a/b/module.handler`
 *  @param directory recreated; afterwards it contains only the bundle */
export function bundleFunction(
  handler: string,
  directory: string,
  { minify = true, esbuild = {} }: NodeSettings,
): FunctionBundle {
  const { dir, name: base, ext } = path.parse(handler);
  const source = path.join(ROOT, dir, `${base}.ts`);
  if (!existsSync(source)) throw new Error(`Handler not found: ${handler}`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, `${base}.mjs`);
  const { metafile } = buildSync({
    entryPoints: [source],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "esnext",
    mainFields: ["module", "main"],
    external: ["sharp", "pg-native", ...(esbuild.external ?? [])],
    keepNames: esbuild.keepNames ?? true,
    minify,
    metafile: true,
    logLevel: "error",
    banner: {
      js: [
        `import { createRequire as topLevelCreateRequire } from 'module';`,
        `const require = topLevelCreateRequire(import.meta.url);`,
        `import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"`,
        `const __filename = topLevelFileUrlToPath(import.meta.url)`,
        `const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))`,
      ].join("\n"),
    },
  });
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  return { file, handler: `${base}${ext}`, bytes };
}
