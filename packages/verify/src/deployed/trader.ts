import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserPasswordCommand,
  AssociateSoftwareTokenCommand,
  type CognitoIdentityProviderClient,
  VerifySoftwareTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { totp } from "./totp.ts";

export type Pool = Readonly<{ userPool: string; client: string }>;

/** A user who can sign in with an authenticator app. */
export type Trader = Readonly<{ accessToken: string }>;

/** Creates a user and signs it in like an invited person: a password, then a second factor that
 *  is set up at the first sign-in. Throws if no second factor was requested. */
export async function signIn(
  cognito: CognitoIdentityProviderClient,
  { userPool: UserPoolId, client: ClientId }: Pool,
): Promise<Trader> {
  const Username = `verify-${Date.now()}@example.com`;
  const Password = `Correct-horse-${crypto.randomUUID()}`;
  await cognito.send(
    new AdminCreateUserCommand({
      UserPoolId,
      Username,
      MessageAction: "SUPPRESS",
      TemporaryPassword: `${Password}-1`,
      UserAttributes: [
        { Name: "email", Value: Username },
        { Name: "email_verified", Value: "true" },
      ],
    }),
  );
  await cognito.send(
    new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }),
  );
  const first = await cognito.send(
    new AdminInitiateAuthCommand({
      UserPoolId,
      ClientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    }),
  );
  if (first.AuthenticationResult?.AccessToken !== undefined) {
    return { accessToken: first.AuthenticationResult.AccessToken };
  }
  if (first.ChallengeName !== "MFA_SETUP") throw new Error(`challenged by ${first.ChallengeName}`);
  const { SecretCode = "", Session } = await cognito.send(
    new AssociateSoftwareTokenCommand({ Session: first.Session }),
  );
  const verified = await cognito.send(
    new VerifySoftwareTokenCommand({ Session, UserCode: totp(SecretCode, Date.now() / 1_000) }),
  );
  const done = await cognito.send(
    new AdminRespondToAuthChallengeCommand({
      UserPoolId,
      ClientId,
      ChallengeName: "MFA_SETUP",
      Session: verified.Session,
      ChallengeResponses: { USERNAME: Username },
    }),
  );
  const accessToken = done.AuthenticationResult?.AccessToken;
  if (accessToken === undefined) throw new Error(`challenged by ${done.ChallengeName} at the end`);
  return { accessToken };
}
