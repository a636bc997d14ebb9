import path from "node:path";
import { Command } from "commander";
import { runToEnd } from "../deploy/process.ts";
import { ROOT } from "../deploy/sst.ts";
import { isEmulated } from "./account.ts";
import { type VerifyRequest, writeRequest } from "./request.ts";

const LOOPBACK = "http://127.0.0.1:{port}";
const CONFIG = path.join(ROOT, "packages/verify/vitest.deployed.config.ts");

type Options = { stage: string; reach?: string; redeploy?: boolean; remove?: boolean };

const { stage, reach, redeploy, remove } = new Command("verify:deployed")
  .description("Verifies a deployed stage by AWS's public APIs and its own.")
  .requiredOption("--stage <name>", "the stage: a test stage, never production")
  .option(
    "--reach <url>",
    "where the functions reach this machine's stubs of Slack and Binance, e.g. a tunnel's " +
      "https://{port}.example.com; loopback for an emulator",
  )
  .option("--redeploy", "deploy it again from this checkout, with a new secret")
  .option("--remove", "remove it at the end")
  .parse()
  .opts<Options>();

if (stage === "production")
  fail("--stage: production is never verified this way, because the suite writes to the stage");
if (reach === undefined && !isEmulated()) {
  fail("--reach is missing: functions on AWS cannot reach the loopback of this machine");
}
process.exitCode = await run({
  stage,
  reach: reach ?? LOOPBACK,
  redeploy: redeploy === true,
  remove: remove === true,
});

function run(request: VerifyRequest): Promise<number> {
  const vitest = path.join(ROOT, "node_modules/vitest/vitest.mjs");
  return runToEnd(process.execPath, [vitest, "run", "--config", CONFIG], {
    ...process.env,
    ...writeRequest(request),
  });
}

function fail(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(2);
}
