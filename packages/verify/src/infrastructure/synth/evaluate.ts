import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { PLATFORM, ROOT } from "../platform.ts";

/** The globals that sst.config.ts and the stacks use without importing them. */
const GLOBALS = `import * as aws from "@pulumi/aws";
import * as sst from ${JSON.stringify(path.join(PLATFORM, "src/components"))};
`;

const REQUIRE = `import { createRequire as topLevelCreateRequire } from "module";
const require = topLevelCreateRequire(import.meta.url);
import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url";
const __filename = topLevelFileUrlToPath(import.meta.url);
const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url));
`;

/** Only for our own sources: the platform's modules import what they need. */
const injectGlobals: Plugin = {
  name: "inject-globals",
  setup(bundler) {
    bundler.onLoad({ filter: /(sst\.config|\/stacks\/[^/]+)\.ts$/ }, async ({ path: file }) => ({
      contents: GLOBALS + (await readFile(file, "utf8")),
      loader: "ts",
    }));
  },
};

/** sst reads the app's configuration first, without any provider. */
export function evaluateApp(stage: string): Promise<Record<string, unknown>> {
  return evaluate<Record<string, unknown>>({
    code: `import config from "./sst.config.ts";
export default await config.app({ stage: ${JSON.stringify(stage)} });`,
    banner: "const $config = (config) => config;",
  });
}

/** The stacks as a Pulumi program, inside sst's own `run`. */
export function evaluateProgram(app: object): Promise<() => Promise<unknown>> {
  const cli = {
    command: "deploy",
    dev: false,
    paths: { home: ROOT, root: ROOT, work: path.join(ROOT, ".sst"), platform: PLATFORM },
    state: { version: {} },
  };
  return evaluate<() => Promise<unknown>>({
    code: `import { run } from ${JSON.stringify(path.join(PLATFORM, "src/auto/run.ts"))};
import config from "./sst.config.ts";
export default () => run(config.run);`,
    define: { $app: JSON.stringify(app), $dev: "false", $cli: JSON.stringify(cli) },
    inject: [path.join(PLATFORM, "src/shim/run.js")],
    plugins: [injectGlobals],
  });
}

type Program = {
  code: string;
  banner?: string;
  define?: Record<string, string>;
  inject?: string[];
  plugins?: Plugin[];
};

/** Bundles into the platform's directory, where `@pulumi/*` resolves to one instance, and
 *  imports the result. Uses the options with which sst evaluates a configuration. */
async function evaluate<T>({ code, banner = "", ...options }: Program): Promise<T> {
  const outfile = path.join(PLATFORM, `synth.${process.pid}.${Date.now()}.mjs`);
  await build({
    stdin: { contents: code, resolveDir: ROOT, sourcefile: "eval.ts", loader: "ts" },
    outfile,
    absWorkingDir: ROOT,
    nodePaths: [path.join(PLATFORM, "node_modules")],
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    external: [
      "@pulumi/*",
      "@pulumiverse/*",
      "@sst-provider/*",
      "@aws-sdk/*",
      "undici",
      "esbuild",
      "archiver",
      "glob",
      "vite",
    ],
    banner: { js: REQUIRE + banner },
    logLevel: "error",
    ...options,
  });
  try {
    const module = (await import(pathToFileURL(outfile).href)) as { default: T };
    return module.default;
  } finally {
    await rm(outfile, { force: true });
  }
}
