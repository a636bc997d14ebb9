import { identityProvider, prefix, production } from "./configuration.ts";

/** The traders who may sign in, if no identity provider is configured. There is no self-service
 *  sign-up: an administrator invites by mail, and the second factor is set up at the first
 *  sign-in. */
const pool =
  identityProvider === undefined
    ? new sst.aws.CognitoUserPool("Traders", {
        usernames: ["email"],
        mfa: "on",
        softwareToken: true,
        // Cognito domains share one namespace per region, and must be lowercase.
        domain: {
          prefix: $interpolate`${prefix.toLowerCase()}-${aws.getCallerIdentityOutput().accountId}`,
        },
        transform: {
          userPool: (args) => {
            args.adminCreateUserConfig = { allowAdminCreateUserOnly: true };
            args.accountRecoverySetting = {
              recoveryMechanisms: [{ name: "verified_email", priority: 1 }],
            };
            args.passwordPolicy = { minimumLength: 14, temporaryPasswordValidityDays: 3 };
            args.deletionProtection = production ? "ACTIVE" : "INACTIVE";
          },
        },
      })
    : undefined;

/** The identity provider: its issuer, and where the page exchanges a code for tokens. */
export const issuer = $output(
  identityProvider?.issuer ??
    $interpolate`https://cognito-idp.${aws.getRegionOutput().region}.amazonaws.com/${pool!.id}`,
);

/** The external origins that the page connects to, for its content security policy. */
export const origins = $resolve([
  issuer,
  identityProvider?.tokenOrigin ?? pool?.domainUrl ?? issuer,
]).apply((urls) => [...new Set(urls.map((url) => new URL(url).origin))]);

/** The dashboard's client at the identity provider. Code flow with PKCE, hence no client secret. */
export function signInClient(dashboardUrl: $util.Output<string>) {
  if (identityProvider !== undefined) return $output(identityProvider);
  const client = pool!.addClient("DashboardSignIn", {
    callbackUrls: [$interpolate`${dashboardUrl}/`],
    transform: {
      client: (args) => {
        args.generateSecret = false;
        args.allowedOauthFlows = ["code"];
        args.allowedOauthScopes = ["openid", "email", "profile"];
        // The second flow is for the command line. It needs AWS credentials as well as the
        // trader's.
        args.explicitAuthFlows = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"];
        args.logoutUrls = [$interpolate`${dashboardUrl}/`];
        args.preventUserExistenceErrors = "ENABLED";
        args.enableTokenRevocation = true;
        // A trader signs in once a day; a stolen access token is valid for at most an hour.
        args.tokenValidityUnits = { accessToken: "hours", idToken: "hours", refreshToken: "hours" };
        args.accessTokenValidity = 1;
        args.idTokenValidity = 1;
        args.refreshTokenValidity = 24;
      },
    },
  });
  // Cognito puts the client id into an access token's `client_id`. The gateway accepts it as the
  // audience if a token has no `aud`.
  return client.id.apply((clientId) => ({ clientId, audience: clientId }));
}
