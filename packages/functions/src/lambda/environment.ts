import { channelListSchema, channelNameSchema } from "@bellwether/core/channel";
import { STORING_CONSUMERS } from "@bellwether/core/event";
import { LIVE_MARKET_NAMES } from "@bellwether/core/market";
import { MAX_RANGES } from "@bellwether/core/signal";
import * as z from "zod";
import { type QueueOwner, type QueueVariable, queueVariables } from "./queue-owner.ts";

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
/** The queues that every deployment has. */
const FIXED_OWNERS = ["generate", ...STORING_CONSUMERS, "project"] as const;
type FixedOwner = (typeof FIXED_OWNERS)[number];
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

  BELLWETHER_CHANNELS: channelListSchema.describe("the channels of this deployment"),
  BELLWETHER_LEAVING_CHANNELS: channelListSchema.describe("the channels that announce nothing new"),
  BELLWETHER_FAILURE_CHANNELS: channelListSchema.describe(
    "the channels that failures are announced in",
  ),
  BELLWETHER_CHANNEL: channelNameSchema.describe("the channel that this function announces in"),

  PARAMETER_SAXO_CLIENT_ID: parameter.describe("where the Saxo application's id is"),
  PARAMETER_SAXO_CLIENT_SECRET: parameter.describe("where the Saxo application's secret is"),
  SAXO_ENVIRONMENT: z.enum(["sim", "live"]).describe("Saxo's simulation or the real bank"),
  SAXO_REDIRECT_URL: z.url().describe("where Saxo's login page leads back to, as registered"),
  PARAMETER_SAXO_SESSION: parameter.describe("where the Saxo session is kept"),
} as const;

/** The ARN of each queue and of its dead letters. */
function forEachQueue(): Readonly<Record<QueueVariable<FixedOwner>, typeof queue>> {
  const schemas = FIXED_OWNERS.map((owner) => schemasOf(owner));
  return Object.assign({}, ...schemas) as Record<QueueVariable<FixedOwner>, typeof queue>;
}

function schemasOf(owner: QueueOwner): Readonly<Record<QueueVariable, typeof queue>> {
  const variables = queueVariables(owner);
  return {
    [variables.queue]: queue.describe(`the queue of ${owner}`),
    [variables.deadLetters]: queue.describe(`the dead letters of ${owner}`),
  };
}

export type Variable = keyof typeof VARIABLES;
type Environment<V extends Variable> = Readonly<{
  [Name in V]: z.output<(typeof VARIABLES)[Name]>;
}>;

type Source = Readonly<Record<string, string | undefined>>;

/** The variables that a function needs, all checked at once.
 *  Throws `EnvironmentError`, which names the purpose and the problem of each invalid one. */
export function environment<V extends Variable>(
  names: readonly V[],
  source: Source = process.env,
): Environment<V> {
  const schemas = Object.fromEntries(names.map((variable) => [variable, VARIABLES[variable]]));
  return checked(schemas, source) as Environment<V>;
}

/** The ARNs of a queue and of its dead letters. Throws `EnvironmentError`. */
export function arnsOf(
  owner: QueueOwner,
  source: Source = process.env,
): { readonly queue: string; readonly deadLetters: string } {
  const arns = checked(schemasOf(owner), source);
  const variables = queueVariables(owner);
  return {
    queue: String(arns[variables.queue]),
    deadLetters: String(arns[variables.deadLetters]),
  };
}

function checked(
  schemas: Readonly<Record<string, z.ZodType>>,
  source: Source,
): Readonly<Record<string, unknown>> {
  const values: [string, unknown][] = [];
  const problems: string[] = [];
  for (const [variable, schema] of Object.entries(schemas)) {
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
  return Object.fromEntries(values);
}
