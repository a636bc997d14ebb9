import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CHANNEL_KINDS, type ChannelName } from "@bellwether/core/channel";
import { ROOT } from "./platform.ts";
import type { Declared } from "./synth/mocks.ts";

/** The resources that one deployment declared. */
export type Synthesis = Readonly<{
  app: Readonly<Record<string, unknown>>;
  resources: readonly (Declared & { readonly isProtected?: boolean })[];
}>;

/** Every kind of channel, and a second webhook. */
export const CHANNELS: readonly ChannelName[] = [...CHANNEL_KINDS, "desk-webhook"];

/** The deployments under test. */
export const DEPLOYMENTS = {
  /** A trader with a Saxo account and every channel. */
  production: {
    stage: "production",
    environment: {
      BELLWETHER_ALARM_EMAIL: "desk@example.com",
      BELLWETHER_CHANNELS: CHANNELS.join(","),
      BELLWETHER_FAILURE_CHANNELS: "slack, email",
      BELLWETHER_SES_IDENTITY: "example.com",
    },
  },
  /** A developer's stage with a custom identity provider, and Slack alone. */
  feature: {
    stage: "feature",
    environment: {
      BELLWETHER_MARKET: "binance",
      BELLWETHER_DAILY_SUMMARY: "on",
      BELLWETHER_OIDC_ISSUER: "https://id.example.com/",
      BELLWETHER_OIDC_CLIENT_ID: "dashboard",
      BELLWETHER_OIDC_AUDIENCE: "bellwether-api",
      BELLWETHER_OIDC_TOKEN_ORIGIN: "https://tokens.example.com",
    },
  },
} as const;
export type Deployment = keyof typeof DEPLOYMENTS;

/** Values that must appear only in Parameter Store. */
export const SECRETS = {
  SlackBotToken: "xoxb-canary-4711",
  TelegramBotToken: "4711:telegram-canary",
  TelegramChatId: "-100471147114711",
  DiscordWebhookUrl: "https://discord.example/api/webhooks/1/canary-4711",
  WebhookUrl: "https://desk.example/canary-4711",
  WebhookSecret: "whsec_Y2FuYXJ5LTQ3MTEtY2FuYXJ5LTQ3MTEtY2FuYXJ5",
  DeskWebhookUrl: "https://desk.example/desk-canary-4711",
  DeskWebhookSecret: "whsec_ZGVzay1jYW5hcnktNDcxMS1kZXNrLWNhbmFyeS00NzEx",
  EmailFrom: "canary-4711-from@example.com",
  EmailTo: "canary-4711-to@example.com",
  SaxoClientId: "saxo-id-canary-4711",
  SaxoClientSecret: "saxo-secret-canary-4711",
} as const;

const MAIN = fileURLToPath(new URL("synth/main.ts", import.meta.url));
const fileOf = (deployment: Deployment) => path.join(ROOT, `.sst/synthesis/${deployment}.json`);

/** Runs the stacks for a deployment and saves the declarations for the tests. */
export async function synthesize(deployment: Deployment): Promise<void> {
  const { stage, environment } = DEPLOYMENTS[deployment];
  const output = await runStacks(stage, environment);
  await mkdir(path.dirname(fileOf(deployment)), { recursive: true });
  await writeFile(fileOf(deployment), output);
}

/** The stacks' declarations for a stage, as JSON. Rejects with their message if they refuse it. */
export function runStacks(stage: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const secrets = Object.entries(SECRETS).map(([name, value]) => [`SST_SECRET_${name}`, value]);
  return run(["--import", "tsx", MAIN, stage], {
    ...process.env,
    AWS_REGION: "eu-west-3",
    ...environment,
    ...Object.fromEntries(secrets),
  });
}

export async function readSynthesis(deployment: Deployment): Promise<Synthesis> {
  return JSON.parse(await readFile(fileOf(deployment), "utf8")) as Synthesis;
}

function run(args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, env });
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve(output) : reject(new Error(`the stacks do not run:\n${errors}`)),
    );
  });
}

// ---------------------------------------------------------------- looking things up

/** The inputs of the single resource of that type and logical name. Throws if it does not exist. */
export function resource(
  { resources }: Synthesis,
  type: string,
  name: string,
): Record<string, unknown> {
  const found = resources.find((one) => one.type === type && one.name === name);
  if (found === undefined) throw new Error(`no ${type} is called ${name}`);
  return found.inputs;
}

/** All resources of a type, by logical name. */
export function resourcesOf(
  { resources }: Synthesis,
  type: string,
): ReadonlyMap<string, Record<string, unknown>> {
  const found = resources.filter((one) => one.type === type);
  return new Map(found.map(({ name, inputs }) => [name, inputs]));
}

/** The mocks' ARNs end in the logical name: `arn:aws:sqs:...:NotifyQueueQueue` -> that name,
 *  with any suffix. Other texts are unchanged. */
export function logical(arn: unknown): string {
  return String(arn).replace(/^arn:aws:[a-z0-9-]*:[a-z0-9-]*:\d*:/, "");
}
