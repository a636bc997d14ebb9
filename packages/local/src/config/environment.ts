import { channelListSchema } from "@bellwether/core/channel";
import { LIVE_MARKET_NAMES } from "@bellwether/core/market";
import * as z from "zod";

/** A setting that cannot be used. The message is one sentence that names it and the reason. */
export class SettingError extends Error {
  readonly code = "bad-setting";
  constructor(message: string) {
    super(message);
    this.name = "SettingError";
  }
}

/** Options of the command line that do not suit each other, or the setting of the environment. */
export class OptionError extends Error {
  readonly code = "bad-option";
  constructor(message: string) {
    super(message);
    this.name = "OptionError";
  }
}

export const MARKET_KINDS = ["simulated", "recorded", ...LIVE_MARKET_NAMES] as const;
export type MarketKind = (typeof MARKET_KINDS)[number];

const port = z
  .string()
  .trim()
  .regex(/^\d{1,5}$/, "must be a whole number")
  .transform(Number)
  .refine((value) => value <= 65_535, "must be between 0 and 65535");

/** A URL without credentials: `fetch` refuses them, and messages repeat URLs. */
const url = z
  .url({ protocol: /^https?$/, error: "must be an http or https URL", abort: true })
  .refine((value) => {
    const { username, password } = new URL(value);
    return username === "" && password === "";
  }, "must not hold a user name or a password");
const folderUrl = url.transform((value) => (value.endsWith("/") ? value : `${value}/`));
const text = z.string().trim().min(1, "must not be empty");

/** The environment variables of Bellwether. An empty one counts as not set. */
const environmentSchema = z.object({
  PORT: port.optional(),
  BELLWETHER_HOST: text.optional(),
  BELLWETHER_HOME: text.optional(),
  BELLWETHER_MARKET: z
    .enum(MARKET_KINDS, { error: `must be one of ${MARKET_KINDS.join(", ")}` })
    .optional(),
  /** The server that the commands use: on this machine, or on AWS. */
  BELLWETHER_URL: url.transform((value) => value.replace(/\/+$/, "")).optional(),
  /** Where a reverse proxy shows the dashboard to browsers: an origin, such as https://own.example. */
  BELLWETHER_PUBLIC_URL: url
    .refine(
      (value) => new URL(value).href === `${new URL(value).origin}/`,
      "must be an origin without a path, such as https://bellwether.example",
    )
    .optional(),
  BELLWETHER_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  DYNAMODB_ENDPOINT: url.optional(),
  /** Another server with the API of a market that needs no login. */
  MARKET_URL: url.optional(),
  /** Saxo's demo account, or the real bank. */
  SAXO_ENVIRONMENT: z.enum(["sim", "live"], { error: "must be one of sim, live" }).optional(),
  /** A token of 24 hours from developer.saxo. */
  SAXO_ACCESS_TOKEN: text.optional(),
  SAXO_APP_KEY: text.optional(),
  SAXO_APP_SECRET: text.optional(),
  SAXO_REDIRECT_URL: url.optional(),
  SAXO_API_URL: folderUrl.optional(),
  SAXO_LOGIN_URL: folderUrl.optional(),
  /** The channels that failures, missed runs and pauses are announced in. */
  BELLWETHER_FAILURE_CHANNELS: channelListSchema.optional(),
  /** One message after each session with what signalled and failed. */
  BELLWETHER_DAILY_SUMMARY: z.enum(["on", "off"], { error: "must be on or off" }).optional(),
  /** Called after each run, so that a service such as healthchecks.io can report missing runs. */
  BELLWETHER_HEARTBEAT_URL: url.optional(),
});
export type Environment = z.infer<typeof environmentSchema>;

/** Reads the environment. Throws `SettingError`, which never repeats a value: it may be a secret. */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): Environment {
  const set = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = environmentSchema.safeParse(set);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SettingError(`The environment variable ${String(issue?.path[0])} ${issue?.message}.`);
}
