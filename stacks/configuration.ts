/** What one deployment chooses, from the environment of `sst deploy`. docs/operations.md lists it. */

const MAX_STAGE_LENGTH = 30;

export const production = $app.stage === "production";

checkStageName($app.stage);

/** Starts every physical name that we choose ourselves, e.g. `bellwether-production`. */
export const prefix = `${$app.name}-${$app.stage}`;

const MARKETS = ["saxo", "binance"] as const;

/** The recorded and simulated markets refuse any database but the embedded one. */
export const market = choice("BELLWETHER_MARKET", MARKETS, "saxo");

/** The application as it is registered with Saxo. */
export const saxoApplication = {
  environment: choice("BELLWETHER_SAXO_ENVIRONMENT", ["sim", "live"], "sim"),
  redirectUrl: optional("BELLWETHER_SAXO_REDIRECT_URL") ?? "http://localhost:4281/callback",
};

/** The dashboard's own domain, managed in Route 53; without it, CloudFront's. */
export const domain = optional("BELLWETHER_DOMAIN");

/** Who gets the alarms by mail; more subscribers can be added to the topic by hand. */
export const alarmEmail = optional("BELLWETHER_ALARM_EMAIL");

/** An identity provider of one's own; without it the stack makes a Cognito user pool. */
export const identityProvider = configuredProvider();

/** AWS would refuse these halfway through a deployment: an archive's name takes 48 characters, and a
 *  sign-in page's address none of the words that are Amazon's.
 *  Sources: EventBridge API reference, CreateArchive; Cognito developer guide, user pool domains. */
function checkStageName(stage: string): void {
  if (stage.length > MAX_STAGE_LENGTH) {
    throw new Error(
      `the stage ${stage} is ${stage.length} characters long: its name has ${MAX_STAGE_LENGTH} at most`,
    );
  }
  const reserved = ["amazon", "aws", "cognito"].find((word) => stage.toLowerCase().includes(word));
  if (reserved !== undefined) {
    throw new Error(`the stage ${stage} contains "${reserved}", which Cognito keeps for itself`);
  }
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
    // To the letter what the provider's tokens say: with some it ends in a slash, and a token of
    // another issuer is refused.
    issuer,
    clientId,
    /** What the provider writes into a token's `aud`. */
    audience: optional("BELLWETHER_OIDC_AUDIENCE") ?? clientId,
    /** What the page asks for, when `openid` does not give a token for that audience. */
    scope: optional("BELLWETHER_OIDC_SCOPE"),
    /** Where its token endpoint is, when that is not the issuer's own origin. */
    tokenOrigin: optional("BELLWETHER_OIDC_TOKEN_ORIGIN"),
  };
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
