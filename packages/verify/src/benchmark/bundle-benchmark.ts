import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { BUNDLE_SETTINGS, functionsWith } from "@bellwether/functions/lambda";
import type { Benchmark, Row } from "./benchmark.ts";
import { bundleFunction } from "./function-bundle.ts";

const PROCESSES = 9;

/** The environment a function has in Lambda at start. Importing it makes no AWS calls. */
const ENVIRONMENT = {
  AWS_REGION: "eu-west-3",
  AWS_ACCESS_KEY_ID: "none",
  AWS_SECRET_ACCESS_KEY: "none",
  BELLWETHER_STAGE: "bench",
  BELLWETHER_MARKET: "saxo",
  BELLWETHER_CHANNEL: "slack",
  BELLWETHER_CHANNELS: "slack",
  BELLWETHER_LEAVING_CHANNELS: "",
  BELLWETHER_FAILURE_CHANNELS: "",
  ENGINE_RANGES: "1",
  DASHBOARD_URL: "https://dashboard.example",
  BUS_NAME: "events",
  PROJECTOR_NAME: "project",
  SAXO_ENVIRONMENT: "sim",
  SAXO_REDIRECT_URL: "http://localhost/callback",
  ...Object.fromEntries(
    [
      "WORKFLOWS",
      "WORKFLOW_NAMES",
      "WORKFLOW_ORDERS",
      "SIGNALS",
      "RECEIPTS",
      "RUNS",
      "DECISIONS",
    ].map((table) => [`TABLE_${table}`, table]),
  ),
  ...Object.fromEntries(
    ["GENERATE", "NOTIFY", "PERSIST", "RECORD", "PROJECT"].flatMap((queue) =>
      ["QUEUE", "DEAD_LETTERS"].map((kind) => [
        `${kind}_${queue}_ARN`,
        `arn:aws:sqs:eu-west-3:123456789012:${queue}`,
      ]),
    ),
  ),
  ...Object.fromEntries(
    ["SLACK_BOT_TOKEN", "SAXO_CLIENT_ID", "SAXO_CLIENT_SECRET", "SAXO_SESSION"].map((name) => [
      `PARAMETER_${name}`,
      `/bellwether/bench/${name}`,
    ]),
  ),
};

/** Each function as sst bundles it: the upload size, and how long a new process takes to import
 *  it, which is our part of a cold start. Reports the fastest of several processes, because any
 *  disturbance only makes a measurement longer. */
export const bundleBenchmark: Benchmark = {
  name: "Function bundles, cold import in a new process",
  run: () => {
    const folder = mkdtempSync(path.join(tmpdir(), "bellwether-bundles-"));
    try {
      return Object.entries(functionsWith(["slack"])).map(([name, module]) =>
        measure(name, module, folder),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

function measure(name: string, module: string, folder: string): Row {
  const { file, bytes } = bundleFunction(
    `packages/functions/src/lambda/${module}.handler`,
    path.join(folder, name),
    BUNDLE_SETTINGS,
  );
  const times = Array.from({ length: PROCESSES }, () => coldImportMs(file));
  const fastest = Math.round(Math.min(...times));
  return {
    what: name,
    figure: `${Math.round(bytes / 1_000)} KB`,
    beside: `imported in ${fastest} ms (limits: 575 KB, 100 ms)`,
  };
}

/** Milliseconds a new Node process takes to import a bundle. Throws if the import fails. */
function coldImportMs(file: string, environment: NodeJS.ProcessEnv = ENVIRONMENT): number {
  const script = `const start = performance.now();
await import(${JSON.stringify(pathToFileURL(file).href)});
process.stdout.write(String(performance.now() - start), () => process.exit(0));`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", script],
    { env: { PATH: process.env["PATH"], ...environment }, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`${file} cannot be imported:\n${withoutCode(stderr)}`);
  return Number(stdout);
}

/** Node prints the line that failed, which in a bundle is most of the code. */
function withoutCode(stderr: string): string {
  return stderr
    .split("\n")
    .filter((line) => line.length < 500)
    .join("\n");
}
