import { mkdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { freePort, startService } from "./process.ts";

/** A made-up account number. The emulator treats a user whose access key is the account number
 *  as root. */
const ACCOUNT = "210987654321";
const REGION = "eu-west-3";

export type Emulator = Readonly<{
  /** The value for AWS_ENDPOINT_URL. */
  endpoint: string;
  /** Credentials, region and endpoint, as every AWS SDK reads them. */
  environment: Readonly<Record<string, string>>;
  log: string;
  stop: () => Promise<void>;
}>;

const START_MS = 60_000;
const ASK_MS = 100;

/** Starts ministack on a free loopback port. It keeps its data in memory and in `folder`.
 *  @param access `enforced`: signatures, policies and tokens are checked as on AWS */
export async function startEmulator(
  python: string,
  folder: string,
  access: "enforced" | "open",
): Promise<Emulator> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const environment = {
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL: endpoint,
  };
  const home = path.join(folder, "emulator");
  await mkdir(home, { recursive: true });
  const log = path.join(folder, "emulator.log");
  const service = startService(python, ["-m", "ministack"], {
    cwd: home,
    log,
    // Pass nothing else of our environment: the functions that the emulator runs inherit it.
    env: {
      ...environment,
      PATH: process.env["PATH"],
      HOME: home,
      TMPDIR: home,
      AUTH: String(access === "enforced"),
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      MINISTACK_REGION: REGION,
      MINISTACK_HOST: "localhost",
    },
  });
  const deadline = Date.now() + START_MS;
  while (!(await answers(endpoint))) {
    if (service.hasEnded() || Date.now() > deadline) {
      await service.stop();
      throw new Error(`the emulator did not start; see ${log}`);
    }
    await setTimeout(ASK_MS);
  }
  return { endpoint, environment, log, stop: service.stop };
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/_ministack/health`)).ok;
  } catch {
    return false;
  }
}
