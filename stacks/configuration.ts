import {
  CHANNEL_NAMES_ALLOWED,
  type ChannelName,
  channelOf,
  isChannelName,
} from "../packages/core/src/channel/channel-list.ts";
import { LIVE_MARKET_NAMES } from "../packages/core/src/market/live-market.ts";
import { MAX_RANGES } from "../packages/core/src/signal/range.ts";

/** The settings of one deployment, from the environment of `sst deploy`. docs/operations.md lists
 *  them. */

const MAX_STAGE_LENGTH = 30;

export const production = $app.stage === "production";

checkStageName($app.stage);

/** Prefix of every physical name that the stack chooses, e.g. `bellwether-production`. */
export const prefix = `${$app.name}-${$app.stage}`;

/** The recorded and simulated markets work only with the embedded database. */
export const market = choice("BELLWETHER_MARKET", LIVE_MARKET_NAMES, "saxo");

/** Engines that share a run, each with a range of the instruments. A market that limits requests
 *  is read by one. */
export const engines = engineCount();

/** The application registered with Saxo. */
export const saxoApplication = {
  environment: choice("BELLWETHER_SAXO_ENVIRONMENT", ["sim", "live"], "sim"),
  redirectUrl: optional("BELLWETHER_SAXO_REDIRECT_URL") ?? "http://localhost:4281/callback",
};

/** The channels that announce. Each has a function, a queue and its alarms; any other has nothing. */
export const channels = configuredChannels();

/** Channels that announce nothing new. Each keeps its function and its queue, which deliver the
 *  messages that still wait. */
export const leavingChannels = configuredLeavingChannels();

/** The channels that have a function and a queue. */
export const deployedChannels = [...channels, ...leavingChannels];

/** The channels of failures, missed runs and pauses: all of them by default. */
export const failureChannels = configuredFailureChannels();

/** One message after each session with what signalled and failed. */
export const dailySummary = choice("BELLWETHER_DAILY_SUMMARY", ["off", "on"], "off") === "on";

/** Whether the receivers of webhooks may have private addresses. */
export const webhookPrivateAddresses = choice(
  "BELLWETHER_WEBHOOK_PRIVATE_ADDRESSES",
  ["refused", "allowed"],
  "refused",
);

/** The identity in SES that e-mail is sent as: a domain or an address that was verified there. */
export const sesIdentity = checkedIdentity();

/** The dashboard's domain, managed in Route 53. Default: the domain that CloudFront assigns. */
export const domain = optional("BELLWETHER_DOMAIN");

/** Receives the alarms by mail. More subscribers can be added to the topic by hand. */
export const alarmEmail = optional("BELLWETHER_ALARM_EMAIL");

/** An existing identity provider. Without one the stack creates a Cognito user pool. */
export const identityProvider = configuredProvider();

/** AWS would reject these names halfway through a deployment: an archive's name has at most 48
 *  characters, and the sign-in domain must not contain Amazon's reserved words.
 *  Sources: EventBridge API reference, CreateArchive; Cognito developer guide, user pool
 *  domains. */
function checkStageName(stage: string): void {
  if (stage.length > MAX_STAGE_LENGTH) {
    throw new Error(
      `the stage ${stage} is ${stage.length} characters long: its name has ${MAX_STAGE_LENGTH} at most`,
    );
  }
  const reserved = ["amazon", "aws", "cognito"].find((word) => stage.toLowerCase().includes(word));
  if (reserved !== undefined) {
    throw new Error(`the stage ${stage} contains "${reserved}", which Cognito reserves`);
  }
}

function engineCount(): number {
  const given = optional("BELLWETHER_ENGINES") ?? "1";
  const count = Number(given);
  if (!Number.isInteger(count) || count < 1 || count > MAX_RANGES) {
    throw new Error(`BELLWETHER_ENGINES is ${given}: it must be a number from 1 to ${MAX_RANGES}`);
  }
  if (count > 1 && market === "saxo") {
    throw new Error(
      `BELLWETHER_ENGINES is ${count}: Saxo allows one login 120 requests a minute, ` +
        "which several engines would exceed; leave it at 1",
    );
  }
  return count;
}

function configuredProvider() {
  const issuer = optional("BELLWETHER_OIDC_ISSUER");
  if (issuer === undefined) return undefined;
  const clientId = optional("BELLWETHER_OIDC_CLIENT_ID");
  if (clientId === undefined) {
    throw new Error(
      "BELLWETHER_OIDC_CLIENT_ID is missing: BELLWETHER_OIDC_ISSUER names an identity provider, " +
        "and the dashboard needs its client id there to sign in",
    );
  }
  if (!URL.canParse(issuer)) {
    throw new Error(`BELLWETHER_OIDC_ISSUER is ${issuer}: it must be an address, https://...`);
  }
  return {
    // Exactly as in the provider's tokens, including a trailing slash if there is one. A token with
    // another issuer is rejected.
    issuer,
    clientId,
    /** The `aud` claim of the provider's tokens. */
    audience: optional("BELLWETHER_OIDC_AUDIENCE") ?? clientId,
    /** The scope that the page requests, if `openid` does not give a token for that audience. */
    scope: optional("BELLWETHER_OIDC_SCOPE"),
    /** The origin of the token endpoint, if it differs from the issuer's. */
    tokenOrigin: optional("BELLWETHER_OIDC_TOKEN_ORIGIN"),
  };
}

function configuredChannels(): readonly ChannelName[] {
  return channelNames("BELLWETHER_CHANNELS") ?? ["slack"];
}

function configuredLeavingChannels(): readonly ChannelName[] {
  const leaving = channelNames("BELLWETHER_LEAVING_CHANNELS") ?? [];
  const both = leaving.find((name) => channels.includes(name));
  if (both !== undefined) {
    throw new Error(
      `BELLWETHER_LEAVING_CHANNELS names ${both}, which BELLWETHER_CHANNELS names too: ` +
        "remove it from one of them",
    );
  }
  return leaving;
}

/** The channels that a variable names, each once. */
function channelNames(variable: string): readonly ChannelName[] | undefined {
  const names = list(variable);
  return names?.map((name, position) => {
    if (!isChannelName(name)) {
      throw new Error(`${variable} names ${name}: it can name ${CHANNEL_NAMES_ALLOWED}`);
    }
    if (names.indexOf(name) !== position) throw new Error(`${variable} names ${name} twice`);
    return name;
  });
}

function configuredFailureChannels(): readonly ChannelName[] {
  return (list("BELLWETHER_FAILURE_CHANNELS") ?? []).map((name) => {
    const known = channels.find((one) => one === name);
    if (known === undefined) {
      throw new Error(
        `BELLWETHER_FAILURE_CHANNELS names ${name}: it can name ${channels.join(", ")}, which BELLWETHER_CHANNELS names`,
      );
    }
    return known;
  });
}

/** Names with commas between them. */
function list(name: string): string[] | undefined {
  return optional(name)
    ?.split(",")
    .map((one) => one.trim());
}

function checkedIdentity(): string | undefined {
  const identity = optional("BELLWETHER_SES_IDENTITY");
  const mail = deployedChannels.find((name) => channelOf(name).kind === "email");
  if (mail !== undefined && identity === undefined) {
    throw new Error(
      `BELLWETHER_SES_IDENTITY is missing: ${mail} is deployed, ` +
        "and SES needs the domain or address that was verified for the sender",
    );
  }
  return identity;
}

function optional(name: string): string | undefined {
  const value = process.env[name]?.trim();
  return value === undefined || value === "" ? undefined : value;
}

function choice<const T extends string>(name: string, among: readonly T[], otherwise: T): T {
  const value = optional(name) ?? otherwise;
  const known = among.find((candidate) => candidate === value);
  if (known === undefined) throw new Error(`${name} is ${value}: it must be ${among.join(" or ")}`);
  return known;
}
