import { API_BASE } from "@bellwether/core/api";
import { describe, expect, it } from "vitest";
import { logical, readSynthesis, resource, resourcesOf, type Synthesis } from "./synthesis.ts";

const production = await readSynthesis("production");
const feature = await readSynthesis("feature");

const routesOf = (synthesis: Synthesis) => [
  ...resourcesOf(synthesis, "aws:apigatewayv2/route:Route").values(),
];

const authorizerOf = (synthesis: Synthesis) =>
  resource(
    synthesis,
    "aws:apigatewayv2/authorizer:Authorizer",
    "GatewayAuthorizerTraderAuthorizer",
  );

const distributionOf = (synthesis: Synthesis) =>
  resource(synthesis, "aws:cloudfront/distribution:Distribution", "DashboardCdnDistribution") as {
    defaultCacheBehavior: Record<string, unknown>;
    orderedCacheBehaviors: Record<string, unknown>[];
    origins: Record<string, unknown>[];
    customErrorResponses: Record<string, unknown>[];
  };

const policyOf = (synthesis: Synthesis) => {
  const { securityHeadersConfig } = resource(
    synthesis,
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    "DashboardHeaders",
  ) as { securityHeadersConfig: Record<string, Record<string, unknown>> };
  return securityHeadersConfig;
};

const configuration = (synthesis: Synthesis) => {
  const object = resource(
    synthesis,
    "aws:s3/bucketObjectv2:BucketObjectv2",
    "DashboardConfiguration",
  );
  expect(object).toMatchObject({ key: "config.json", cacheControl: "no-cache" });
  return JSON.parse(String(object["content"])) as unknown;
};

describe("every route of the API", () => {
  it("requires a trader's token, except the health check", () => {
    const open = routesOf(production).filter(
      ({ authorizationType }) => authorizationType === "NONE",
    );
    expect(open.map(({ routeKey }) => routeKey)).toEqual([`GET ${API_BASE}/health`]);
    const authorizer = resource(
      production,
      "aws:apigatewayv2/authorizer:Authorizer",
      "GatewayAuthorizerTraderAuthorizer",
    );
    for (const route of routesOf(production)) {
      if (open.includes(route)) continue;
      expect(route).toMatchObject({
        authorizationType: "JWT",
        authorizerId: authorizer["name"],
      });
    }
  });

  it("is protected even if it does not exist", () => {
    const routes = routesOf(production);
    expect(routes.find(({ routeKey }) => routeKey === `ANY ${API_BASE}/{proxy+}`)).toMatchObject({
      authorizationType: "JWT",
    });
    expect(routes.some(({ routeKey }) => routeKey === "$default")).toBe(false);
  });

  it("is throttled", () => {
    const stage = resource(production, "aws:apigatewayv2/stage:Stage", "GatewayStage");
    expect(stage["defaultRouteSettings"]).toEqual({
      throttlingRateLimit: 20,
      throttlingBurstLimit: 50,
    });
  });

  it("allows no other origin, because the page has the same one", () => {
    const api = resource(production, "aws:apigatewayv2/api:Api", "GatewayApi");
    expect(api["corsConfiguration"] ?? {}).toEqual({});
  });

  it("runs a function that can be invoked from outside only through the gateway", () => {
    const permissions = resourcesOf(production, "aws:lambda/permission:Permission");
    for (const permission of permissions.values()) {
      expect(permission).toMatchObject({
        action: "lambda:InvokeFunction",
        principal: "apigateway.amazonaws.com",
        sourceArn: expect.stringContaining("execute-api"),
      });
    }
    expect(resourcesOf(production, "aws:lambda/functionUrl:FunctionUrl").size).toBe(0);
  });
});

describe("a trader's token", () => {
  it("is issued by the user pool of the stack, for the page's client", () => {
    const { name } = resource(production, "aws:cognito/userPool:UserPool", "TradersUserPool");
    expect(authorizerOf(production)).toMatchObject({
      authorizerType: "JWT",
      identitySources: ["$request.header.Authorization"],
      jwtConfiguration: {
        issuer: `https://cognito-idp.eu-west-3.amazonaws.com/${String(name)}`,
        audiences: ["DashboardSignIn"],
      },
    });
  });

  it("is issued by the configured identity provider, if there is one", () => {
    expect(authorizerOf(feature)).toMatchObject({
      // The trailing slash must match the tokens' issuer: the gateway compares the two exactly.
      jwtConfiguration: { issuer: "https://id.example.com/", audiences: ["bellwether-api"] },
    });
    expect(resourcesOf(feature, "aws:cognito/userPool:UserPool").size).toBe(0);
  });

  it("is issued to invited users only, with a second factor", () => {
    const pool = resource(production, "aws:cognito/userPool:UserPool", "TradersUserPool");
    expect(pool).toMatchObject({
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      mfaConfiguration: "ON",
      softwareTokenMfaConfiguration: { enabled: true },
      deletionProtection: "ACTIVE",
    });
  });

  it("is obtained with an authorization code and PKCE, by a client without a secret", () => {
    const client = resource(
      production,
      "aws:cognito/userPoolClient:UserPoolClient",
      "DashboardSignInClient",
    );
    expect(client).toMatchObject({
      generateSecret: false,
      allowedOauthFlows: ["code"],
      explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"],
      allowedOauthScopes: ["openid", "email", "profile"],
      callbackUrls: ["https://d111.cloudfront.net/"],
      preventUserExistenceErrors: "ENABLED",
    });
  });
});

describe("the page", () => {
  it("and the API under it are sent with the security headers", () => {
    const { defaultCacheBehavior, orderedCacheBehaviors } = distributionOf(production);
    for (const behaviour of [defaultCacheBehavior, ...orderedCacheBehaviors]) {
      expect(logical(behaviour["responseHeadersPolicyId"])).toBe("DashboardHeaders");
    }
    expect(policyOf(production)).toMatchObject({
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: "DENY", override: true },
      referrerPolicy: { referrerPolicy: "no-referrer", override: true },
      strictTransportSecurity: { accessControlMaxAgeSec: 63_072_000, includeSubdomains: true },
    });
  });

  it.each([
    [
      "production",
      production,
      "connect-src 'self' https://cognito-idp.eu-west-3.amazonaws.com " +
        "https://bellwether-production-123456789012.auth.eu-west-3.amazoncognito.com",
    ],
    ["feature", feature, "connect-src 'self' https://id.example.com https://tokens.example.com"],
  ])("connects only to its origin and its identity provider (%s)", (_, synthesis, connect) => {
    const policy = String(policyOf(synthesis)["contentSecurityPolicy"]?.["contentSecurityPolicy"]);
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "manifest-src 'self'",
      connect,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  it("reaches the API on its own origin, uncached, with the token forwarded", () => {
    const { orderedCacheBehaviors, origins } = distributionOf(production);
    expect(orderedCacheBehaviors).toHaveLength(1);
    expect(orderedCacheBehaviors[0]).toMatchObject({
      pathPattern: "/api/*",
      targetOriginId: "api",
      viewerProtocolPolicy: "https-only",
      cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
      originRequestPolicyId: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    });
    expect(origins.find(({ originId }) => originId === "api")).toMatchObject({
      domainName: "gateway.execute-api.eu-west-3.amazonaws.com",
      customOriginConfig: { originProtocolPolicy: "https-only" },
    });
  });

  it("caches no error response and replaces none by another page", () => {
    expect(distributionOf(production).customErrorResponses).toEqual(
      [404, 500, 502, 503, 504].map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 })),
    );
  });

  it("has the identity provider in its configuration", () => {
    expect(configuration(feature)).toEqual({
      issuer: "https://id.example.com/",
      client_id: "dashboard",
      api_base: API_BASE,
      scope: "openid",
    });
    expect(configuration(production)).toMatchObject({
      client_id: "DashboardSignIn",
      api_base: API_BASE,
    });
  });

  it("is in a bucket that only its distribution can read", () => {
    const access = resource(
      production,
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      "DashboardAssetsPublicAccessBlock",
    );
    expect(access).toMatchObject({ blockPublicAcls: true, ignorePublicAcls: true });
    expect(
      resourcesOf(production, "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration").size,
    ).toBe(0);
  });
});
