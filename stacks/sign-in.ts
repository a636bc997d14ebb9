import { API_BASE } from "../packages/core/src/api/contract.ts";
import { api, gateway } from "./api.ts";
import { issuer, signInClient } from "./identity.ts";
import { site } from "./web.ts";

const client = signInClient(site.url);

const authorizer = gateway.addAuthorizer({
  name: "Trader",
  jwt: { issuer, audiences: [client.audience] },
});

/** Closed by default: what the API adds tomorrow is behind the authorizer too. */
gateway.route(`ANY ${API_BASE}/{proxy+}`, api.arn, {
  name: "Everything",
  auth: { jwt: { authorizer: authorizer.id } },
});

/** The one open route says ok or not, and nothing else. */
gateway.route(`GET ${API_BASE}/health`, api.arn, { name: "Health", auth: false });

/** What the page reads before anything else. */
new aws.s3.BucketObjectv2(
  "DashboardConfiguration",
  {
    bucket: site.nodes.assets!.name,
    key: "config.json",
    contentType: "application/json",
    cacheControl: "no-cache",
    content: $jsonStringify({ issuer, client_id: client.clientId, api_base: API_BASE }),
  },
  { dependsOn: [site] },
);
