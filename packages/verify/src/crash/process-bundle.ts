import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const COMMAND = new URL("../../../command/src/main.ts", import.meta.url);
const LOCAL = new URL("../../../local/", import.meta.url);
/** Where the database's binary and the native modules are found. */
const FOLDER = new URL("node_modules/.cache/bellwether-crash/", LOCAL);

/** The one-machine process in one file for each of its two threads: it starts in a third of the time
 *  that its sources take, so that a thousand kills are not a thousand compilations. Resolves with the
 *  path of its main module. */
export async function bundleProcess(): Promise<string> {
  await build({
    entryPoints: {
      main: fileURLToPath(COMMAND),
      // By this name the process starts the thread that reads workflow files.
      thread: fileURLToPath(new URL("src/workflow-file/reader-thread.ts", LOCAL)),
    },
    outdir: fileURLToPath(FOLDER),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    external: ["libsql"],
    // Dependencies in CommonJS call it.
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
    logLevel: "error",
  });
  return fileURLToPath(new URL("main.mjs", FOLDER));
}
