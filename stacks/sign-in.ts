import { API_BASE } from "../packages/core/src/api/contract.ts";
import { api, files, gateway, operations } from "./api.ts";
import { identityProvider } from "./configuration.ts";
import { issuer, signInClient } from "./identity.ts";
import { site } from "./web.ts";

const client = signInClient(site.url);

const authorizer = gateway.addAuthorizer({
  name: "Trader",
  jwt: { issuer, audiences: [client.audience] },
});

function closed(name: string, route: string, fn: sst.aws.Function) {
  const [method, path] = route.split(" ");
  gateway.route(`${method} ${API_BASE}${path}`, fn.arn, {
    name,
    auth: { jwt: { authorizer: authorizer.id } },
  });
}

// Closed by default: a route added to the API later is behind the authorizer too.
closed("Everything", "ANY /{proxy+}", api);
closed("Status", "GET /status", operations);
closed("Runs", "POST /runs", operations);
closed("Pause", "POST /pause", operations);
closed("Resume", "POST /resume", operations);
closed("Rebuild", "POST /rebuild", operations);
closed("Trace", "GET /orders/{order_id}/trace", operations);
closed("DeadLetters", "ANY /dead-letters/{proxy+}", operations);
closed("Channels", "ANY /channels/{proxy+}", operations);
closed("Import", "POST /import", files);
closed("ImportPreview", "POST /import/preview", files);
closed("Export", "GET /export", files);
closed("OpenApi", "GET /openapi.json", operations);

/** The one open route. It reports only whether the service is healthy. */
gateway.route(`GET ${API_BASE}/health`, operations.arn, { name: "Health", auth: false });

/** The configuration that the page loads first. */
new aws.s3.BucketObjectv2(
  "DashboardConfiguration",
  {
    bucket: site.nodes.assets!.name,
    key: "config.json",
    contentType: "application/json",
    cacheControl: "no-cache",
    content: $jsonStringify({
      issuer,
      client_id: client.clientId,
      api_base: API_BASE,
      scope: identityProvider?.scope ?? "openid",
    }),
  },
  { dependsOn: [site] },
);
