import { market } from "./configuration.ts";
import { saxoClient } from "./secrets.ts";
import { tables, tableVariables } from "./storage.ts";

/** What whoever reads candles needs: the engine and the API. Binance's public data needs nothing. */
export const { variables: marketVariables, permissions: marketPermissions } =
  saxoClient === undefined ? binance() : saxo(saxoClient);

function binance() {
  return { variables: { BELLWETHER_MARKET: market }, permissions: [] };
}

function saxo(client: NonNullable<typeof saxoClient>) {
  // The tokens that `bellwether login` and each refresh leave behind: made here without any, and
  // from then on written by the functions alone.
  const session = new aws.ssm.Parameter(
    "SaxoSession",
    { name: `/${$app.name}/${$app.stage}/SaxoSession`, type: "SecureString", value: "none" },
    { ignoreChanges: ["value"] },
  );
  return {
    variables: {
      BELLWETHER_MARKET: market,
      ...tableVariables("receipts"),
      PARAMETER_SAXO_CLIENT_ID: client.id.name,
      PARAMETER_SAXO_CLIENT_SECRET: client.secret.name,
      PARAMETER_SAXO_SESSION: session.name,
    },
    permissions: [
      { actions: ["ssm:GetParameter"], resources: [client.id.arn, client.secret.arn] },
      { actions: ["ssm:GetParameter", "ssm:PutParameter"], resources: [session.arn] },
      // One refresher at a time: the lease on the session is a receipt.
      {
        actions: [
          "dynamodb:GetItem",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
          "dynamodb:DeleteItem",
        ],
        resources: [tables.receipts.arn],
      },
    ],
  };
}
