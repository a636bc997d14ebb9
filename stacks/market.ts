import { market, saxoApplication } from "./configuration.ts";
import { handler } from "./handler.ts";
import { saxoClient, versionsOf } from "./secrets.ts";
import { tables, tableVariables } from "./storage.ts";

/** What candle readers need: the engine and the API. A market without a login needs only its
 *  name. */
export const { variables: marketVariables, permissions: marketPermissions } =
  saxoClient === undefined ? keyless() : saxo(saxoClient);

function keyless() {
  return { variables: { BELLWETHER_MARKET: market }, permissions: [] };
}

function saxo(client: NonNullable<typeof saxoClient>) {
  // Written by `bellwether login` and by the function that renews the login. It is not a resource
  // of this stack, because a deployment would then overwrite its value.
  const session = `/${$app.name}/${$app.stage}/SaxoSession`;
  return {
    variables: {
      BELLWETHER_MARKET: market,
      SAXO_ENVIRONMENT: saxoApplication.environment,
      SAXO_REDIRECT_URL: saxoApplication.redirectUrl,
      ...tableVariables("receipts"),
      PARAMETER_SAXO_CLIENT_ID: client.id.name,
      PARAMETER_SAXO_CLIENT_SECRET: client.secret.name,
      PARAMETER_SAXO_SESSION: session,
      ...versionsOf(client.id, client.secret),
    },
    permissions: [
      { actions: ["ssm:GetParameter"], resources: [client.id.arn, client.secret.arn] },
      {
        actions: ["ssm:GetParameter", "ssm:PutParameter"],
        resources: [
          $interpolate`arn:aws:ssm:${aws.getRegionOutput().region}:${aws.getCallerIdentityOutput().accountId}:parameter${session}`,
        ],
      },
      // Only one function renews at a time. The lease is a receipt.
      {
        actions: ["dynamodb:UpdateItem", "dynamodb:DeleteItem"],
        resources: [tables.receipts.arn],
      },
    ],
  };
}

/** Only if there is a login to renew. */
export const refreshLogin =
  saxoClient &&
  handler("RefreshLogin", {
    description: "Renews the Saxo login, so that it does not expire",
    timeout: "60 seconds",
    memory: "512 MB",
    environment: marketVariables,
    permissions: marketPermissions,
  });

if (refreshLogin !== undefined) {
  // A refresh token is valid for at least forty minutes, so three failures in a row leave time for
  // one more attempt.
  new sst.aws.CronV2("SaxoLogin", {
    function: refreshLogin.arn,
    schedule: "rate(10 minutes)",
    retries: 0,
  });
}
