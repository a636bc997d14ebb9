import { CHANNEL_NAMES, CHANNELS, type ChannelSetting } from "@bellwether/core/channel";
import { LIVE_MARKET_NAMES } from "@bellwether/core/market";
import { MAX_RANGES } from "@bellwether/core/signal";
import * as z from "zod";
import { QUEUE_OWNERS, type QueueVariable, queueVariables } from "./queue-owner.ts";

/** Environment variables are missing or unusable. The message names each of them. */
export class EnvironmentError extends Error {
  readonly code = "bad-environment";
  readonly retryable = false;
  constructor(message: string) {
    super(message);
    this.name = "EnvironmentError";
  }
}

const name = z.string().trim().min(1);
const queue = z.templateLiteral(["arn:", z.string(), ":sqs:", z.string()]);
const parameter = z.templateLiteral(["/", z.string()], "must start with a slash");
const channels = z
  .string()
  .transform((names) => names.split(",").filter((one) => one !== ""))
  .pipe(z.array(z.enum(CHANNEL_NAMES)));
const origin = z.url({ protocol: /^https$/ }).transform((url) => new URL(url).origin);

/** Every variable that Lambda or the stacks set. The stacks set physical names, never secrets: where
 *  a secret is meant, it is the name of its parameter in Parameter Store. */
const VARIABLES = {
  AWS_REGION: name.describe("set by Lambda"),
  AWS_ACCESS_KEY_ID: name.describe("set by Lambda"),
  AWS_SECRET_ACCESS_KEY: name.describe("set by Lambda"),

  BELLWETHER_STAGE: name.describe("the stage, which metrics carry"),
  BELLWETHER_MARKET: z.enum(LIVE_MARKET_NAMES).describe("where candles come from"),
  ENGINE_RANGES: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_RANGES)
    .describe("into how many ranges a run is divided"),
  DASHBOARD_URL: origin.describe("where messages link to"),
  BUS_NAME: name.describe("the event bus"),

  TABLE_WORKFLOWS: name.describe("the table of workflows"),
  TABLE_WORKFLOW_NAMES: name.describe("the table of the names in use"),
  TABLE_WORKFLOW_ORDERS: name.describe("the table of orders"),
  TABLE_SIGNALS: name.describe("the table of the list of signals"),
  TABLE_RECEIPTS: name.describe("the table of claims and receipts"),
  TABLE_DECISIONS: name.describe("the table of what runs decided"),
  TABLE_RUNS: name.describe("the table of runs"),

  ...forEachQueue(),

  PROJECTOR_NAME: name.describe("the projector's function, whose lag is reported"),

  BELLWETHER_CHANNELS: channels.describe("the channels of this deployment"),
  BELLWETHER_FAILURE_CHANNELS: channels.describe("the channels that failures are announced in"),
  ...forEachSetting(),

  PARAMETER_SAXO_CLIENT_ID: parameter.describe("where the Saxo application's id is"),
  PARAMETER_SAXO_CLIENT_SECRET: parameter.describe("where the Saxo application's secret is"),
  SAXO_ENVIRONMENT: z.enum(["sim", "live"]).describe("Saxo's simulation or the real bank"),
  SAXO_REDIRECT_URL: z.url().describe("where Saxo's login page leads back to, as registered"),
  PARAMETER_SAXO_SESSION: parameter.describe("where the Saxo session is kept"),
} as const;

/** The ARN of each queue and of its dead letters. */
function forEachQueue(): Readonly<Record<QueueVariable, typeof queue>> {
  const entries = QUEUE_OWNERS.flatMap((owner) => {
    const variables = queueVariables(owner);
    return [
      [variables.queue, queue.describe(`the queue of ${owner}`)],
      [variables.deadLetters, queue.describe(`the dead letters of ${owner}`)],
    ];
  });
  return Object.fromEntries(entries) as Record<QueueVariable, typeof queue>;
}

/** Where each setting of a channel is kept. */
function forEachSetting(): Readonly<Record<`PARAMETER_${ChannelSetting}`, typeof parameter>> {
  const entries = CHANNELS.flatMap(({ label, settings }) =>
    settings.map((name) => [
      `PARAMETER_${name}`,
      parameter.describe(`where ${name} of ${label} is kept`),
    ]),
  );
  return Object.fromEntries(entries) as Record<`PARAMETER_${ChannelSetting}`, typeof parameter>;
}

export type Variable = keyof typeof VARIABLES;
type Environment<V extends Variable> = Readonly<{
  [Name in V]: z.output<(typeof VARIABLES)[Name]>;
}>;

/** The variables that a function needs, all checked at once.
 *  Throws `EnvironmentError`, which names the purpose and the problem of each invalid one. */
export function environment<V extends Variable>(
  names: readonly V[],
  source: Readonly<Record<string, string | undefined>> = process.env,
): Environment<V> {
  const values: [string, unknown][] = [];
  const problems: string[] = [];
  for (const variable of names) {
    const schema = VARIABLES[variable];
    const value = source[variable];
    const parsed = schema.safeParse(value);
    if (parsed.success) {
      values.push([variable, parsed.data]);
    } else {
      const reason = parsed.error.issues.map(({ message }) => message).join(", ");
      const found = value === undefined ? "is missing" : `is not usable (${reason})`;
      problems.push(`${variable} ${found}: ${schema.description ?? ""}`);
    }
  }
  if (problems.length > 0) throw new EnvironmentError(problems.join("; "));
  return Object.fromEntries(values) as Environment<V>;
}
