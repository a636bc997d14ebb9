import { gateway } from "./api.ts";
import { domain } from "./configuration.ts";
import { origins } from "./identity.ts";

// CloudFront's managed policies: no caching, and the request is forwarded except for its Host.
const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

/** Errors that CloudFront caches by default for ten seconds, by URL alone and regardless of the
 *  API's cache headers. A trader would see an error after it is over. */
const KEPT_ERRORS = [404, 500, 502, 503, 504];

const TWO_YEARS = 63_072_000;

/** The page loads nothing from other origins. It connects to the API, which has the same origin,
 *  and to the identity provider. */
const contentSecurityPolicy = origins.apply((identityProvider) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self' ${identityProvider.join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
);

const headers = new aws.cloudfront.ResponseHeadersPolicy("DashboardHeaders", {
  securityHeadersConfig: {
    contentSecurityPolicy: { contentSecurityPolicy, override: true },
    contentTypeOptions: { override: true },
    frameOptions: { frameOption: "DENY", override: true },
    referrerPolicy: { referrerPolicy: "no-referrer", override: true },
    strictTransportSecurity: {
      accessControlMaxAgeSec: TWO_YEARS,
      includeSubdomains: true,
      override: true,
    },
  },
  customHeadersConfig: {
    items: [
      {
        header: "Permissions-Policy",
        value: "camera=(), geolocation=(), microphone=(), payment=()",
        override: true,
      },
    ],
  },
});

// The bucket is created before the distribution that reads it.
let nameDistribution: (arn: $util.Output<string>) => void = () => {};
const distributionArn = $output(
  new Promise<$util.Output<string>>((resolve) => {
    nameDistribution = resolve;
  }),
);

type Statement = { Principal?: unknown; Condition?: Record<string, object> };

/** sst lets every distribution of every account read the page's bucket; here only this one may. */
function namingDistribution(policy: aws.s3.BucketPolicyArgs["policy"]) {
  return $resolve([policy, distributionArn]).apply(([given, arn]) => {
    const document = typeof given === "string" ? JSON.parse(given) : given;
    const statements = (document.Statement as Statement[]).map((statement) =>
      JSON.stringify(statement.Principal).includes("cloudfront.amazonaws.com")
        ? { ...statement, Condition: { StringEquals: { "aws:SourceArn": arn } } }
        : statement,
    );
    return JSON.stringify({ ...document, Statement: statements });
  });
}

/** The dashboard, with the API under `/api/` of the same origin. No other page may call it, so
 *  there is no CORS to configure and no preflight request. */
export const site = new sst.aws.StaticSite("Dashboard", {
  path: "packages/web",
  build: { command: "npx -y pnpm build", output: "dist" },
  ...(domain !== undefined && { domain }),
  assets: {
    // Written by this stack, in addition to the build output.
    routes: ["config.json"],
    // A page loaded before a deployment still requests its old files afterwards.
    purge: false,
  },
  vite: { types: "../../.sst/dashboard-env.d.ts" },
  transform: {
    assets: {
      cors: false,
      transform: {
        policy: (args) => {
          args.policy = namingDistribution(args.policy);
        },
      },
    },
    cdn: (cdn) => {
      cdn.origins = $output(cdn.origins).apply((origins) => [
        ...origins,
        {
          originId: "api",
          domainName: gateway.nodes.api.apiEndpoint.apply((endpoint) => new URL(endpoint).host),
          customOriginConfig: {
            httpPort: 80,
            httpsPort: 443,
            originProtocolPolicy: "https-only",
            originSslProtocols: ["TLSv1.2"],
          },
        },
      ]);
      cdn.orderedCacheBehaviors = [
        {
          pathPattern: "/api/*",
          targetOriginId: "api",
          viewerProtocolPolicy: "https-only",
          allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
          cachedMethods: ["GET", "HEAD"],
          cachePolicyId: CACHING_DISABLED,
          originRequestPolicyId: ALL_VIEWER_EXCEPT_HOST,
          responseHeadersPolicyId: headers.id,
        },
      ];
      cdn.customErrorResponses = KEPT_ERRORS.map((errorCode) => ({
        errorCode,
        errorCachingMinTtl: 0,
      }));
      cdn.defaultCacheBehavior = $output(cdn.defaultCacheBehavior).apply((behaviour) => ({
        ...behaviour,
        allowedMethods: ["GET", "HEAD"],
        responseHeadersPolicyId: headers.id,
      }));
    },
  },
});

nameDistribution(site.nodes.cdn!.nodes.distribution.arn);

export const url = site.url;
