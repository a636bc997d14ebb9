import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Emulator, startEmulator } from "./emulator.ts";
import { startHostPrefixProxy } from "./host-prefix-proxy.ts";
import { findOfficialPlugins, writePluginHome } from "./plugin-home.ts";
import { type Progress, runToEnd } from "./process.ts";
import { PLATFORM, preparePlatform, sst } from "./sst.ts";
import { prepareToolchain, type Toolchain } from "./toolchain.ts";

const STAGE = "verify";
const VERIFY = fileURLToPath(new URL("../deployed/main.ts", import.meta.url));

if (process.argv.length > 2) {
  throw new Error("test:deploy takes no arguments: it deploys the stage verify to an emulator");
}

const begin = Date.now();
const say: Progress = (line) => {
  const seconds = String(Math.round((Date.now() - begin) / 1_000)).padStart(4);
  process.stdout.write(`${seconds} s  ${line}\n`);
};

process.exitCode = await testDeployment();

/** Deploys the unchanged stacks to an emulator, verifies the stage and removes it. All traffic
 *  stays on loopback, except downloads of the toolchain's packages on the first run. */
async function testDeployment(): Promise<number> {
  const tools = await prepareToolchain(say);
  if ("kind" in tools) {
    say(`SKIPPED: the deployment to an emulator was not tested. ${tools.reason}.`);
    return 0;
  }
  const folder = await mkdtemp(path.join(tmpdir(), "bellwether-deploy-"));
  const cleanup: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const end = async (): Promise<void> => {
    // Stop in reverse order of starting.
    for (const stop of cleanup.splice(0).toReversed()) await stop();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void end().finally(() => process.exit(1)));
  }
  try {
    const emulator = await startEmulator(tools.python, folder, "enforced");
    cleanup.push(emulator.stop);
    say(`the emulator answers at ${emulator.endpoint}`);
    const proxy = await startHostPrefixProxy(emulator.endpoint);
    cleanup.push(proxy.stop);
    const env = environment(emulator, proxy.url, await configHome(folder, tools));
    return await deployAndVerify(env);
  } finally {
    await end();
    say("the emulator is stopped");
  }
}

async function deployAndVerify(env: NodeJS.ProcessEnv): Promise<number> {
  await preparePlatform(env);
  await sst(["secret", "set", "SlackBotToken", "xoxb-test", "--stage", STAGE], env);
  say(`deploying the stage ${STAGE}`);
  await sst(["deploy", "--stage", STAGE], env);
  say("deployed; verifying it");
  const options = ["--stage", STAGE, "--redeploy", "--remove"];
  const code = await runToEnd(process.execPath, ["--import", "tsx", VERIFY, ...options], env);
  say(code === 0 ? "verified, and removed" : "NOT verified");
  return code;
}

/** The official plugins if this machine has them, otherwise our own. */
async function configHome(folder: string, tools: Toolchain): Promise<string> {
  const users = process.env["XDG_CONFIG_HOME"] ?? path.join(homedir(), ".config");
  const official = await findOfficialPlugins(users);
  say(official === undefined ? "with Pulumi plugins of our own" : "with the official plugins");
  if (official !== undefined) return official;
  const own = path.join(folder, "config");
  await writePluginHome(own, tools, PLATFORM);
  return own;
}

function environment(emulator: Emulator, proxy: string, config: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...emulator.environment,
    BELLWETHER_MARKET: "binance",
    // Every run is shared by several engines.
    BELLWETHER_ENGINES: "4",
    XDG_CONFIG_HOME: config,
    HTTP_PROXY: proxy,
    NO_PROXY: "127.0.0.1,localhost",
    // A profile in the environment would take precedence over the credentials above.
    AWS_PROFILE: undefined,
  };
}
