import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const text = (file: string) => readFileSync(path.join(PACKAGE, file), "utf8");
const run = async (file: string, ...flags: readonly string[]) =>
  await promisify(execFile)(process.execPath, ["--no-warnings", ...flags, file], {
    cwd: PACKAGE,
    env: { ...process.env, DYNAMODB_ENDPOINT: inject("dynamodbEndpoint") },
  });

describe("the README", () => {
  it("contains the example and its exact output", async () => {
    const example = text("examples/follow-orders.ts");
    expect(text("README.md")).toContain(`\`\`\`ts\n${example}\`\`\``);
    const { stdout, stderr } = await run("examples/follow-orders.ts", "--import", "tsx");
    expect(text("README.md")).toContain(`\`\`\`\n${stdout}\`\`\``);
    expect(stdout).toBe("INSERT a 7983\nINSERT b 7991.5\n");
    expect(stderr).toContain("may be incomplete new-stream");
  });
});

describe("the package as it is published", () => {
  let folder: string;
  beforeEach(() => {
    // Below the package, so that its peer dependencies resolve.
    const cache = path.join(PACKAGE, "node_modules/.cache");
    mkdirSync(cache, { recursive: true });
    folder = mkdtempSync(path.join(cache, "published-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("runs as plain JavaScript, with types, and imports only its dependencies", async () => {
    const compiler = path.join(PACKAGE, "../../node_modules/typescript/bin/tsc");
    const dist = path.join(folder, "dist");
    execFileSync(process.execPath, [compiler, "-p", "tsconfig.build.json", "--outDir", dist], {
      cwd: PACKAGE,
    });
    const { publishConfig, peerDependencies, dependencies } = JSON.parse(text("package.json"));
    const manifest = { name: "published", type: "module", exports: publishConfig.exports };
    writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
    expect(readFileSync(path.join(dist, "index.d.ts"), "utf8")).toContain("streamConsumer");
    const imported = execFileSync("grep", ["-rhoE", 'from "[^."][^"]*"', dist], {
      encoding: "utf8",
    });
    const outside = [...imported.matchAll(/from "((?:@[^/"]+\/)?[^/"]+)/g)]
      .map(([, name = ""]) => name)
      .filter((name) => !name.startsWith("node:"));
    const known = { ...peerDependencies, ...dependencies, "aws-lambda": "types only" };
    expect(outside.filter((name) => !(name in known))).toEqual([]);
    const script = path.join(folder, "run.js");
    writeFileSync(
      script,
      `import * as published from "published"; console.log(Object.keys(published).join(" "));`,
    );
    const { stdout } = await run(script);
    expect(stdout.split(/\s/)).toContain("streamConsumer");
  });
});
