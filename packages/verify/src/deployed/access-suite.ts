import { createPrivateKey, createSign, generateKeyPairSync } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import {
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DeleteUserPoolCommand,
  DescribeUserPoolClientCommand,
  UpdateUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, it } from "vitest";
import { isEmulated } from "./account.ts";
import type { StageContext } from "./stage-context.ts";
import { signIn } from "./trader.ts";

const CLOSED = [
  "GET /workflows",
  "POST /workflows",
  "GET /orders",
  "GET /orders/x/trace",
  "GET /status",
  "GET /openapi.json",
  "GET /export",
  "POST /import",
  "POST /runs",
  "POST /pause",
  "POST /resume",
  "POST /rebuild",
  "GET /dead-letters/notify",
  "POST /dead-letters/notify/redrive",
  "GET /a/route/of/tomorrow",
] as const;

export function accessSuite(context: () => StageContext): void {
  describe("the API", () => {
    it("answers a trader who signed in", async () => {
      expect((await context().api("GET /workflows")).status).toBe(200);
    });

    it.each(CLOSED)("rejects %s without a token", async (call) => {
      expect((await context().api(call, { token: null })).status).toBe(401);
    });

    it("answers the health check without a token", async () => {
      expect([200, 503]).toContain((await context().api("GET /health", { token: null })).status);
    });

    it("rejects a token that no user pool signed", async () => {
      expect(await statusWith(context(), forged(context().token))).toBe(401);
    });

    it("rejects a token whose claims were changed", async () => {
      const [header, , signature] = context().token.split(".");
      const claims = { ...claimsOf(context().token), username: "somebody" };
      expect(await statusWith(context(), `${header}.${encode(claims)}.${signature}`)).toBe(401);
    });

    it("rejects a token of another pool", async () => {
      const { cognito } = context().account;
      const { UserPool } = await cognito.send(
        new CreateUserPoolCommand({ PoolName: `verify-${Date.now()}` }),
      );
      const UserPoolId = UserPool?.Id;
      try {
        const { UserPoolClient } = await cognito.send(
          new CreateUserPoolClientCommand({
            UserPoolId,
            ClientName: "verify",
            ExplicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
          }),
        );
        const other = await signIn(cognito, {
          userPool: UserPoolId ?? "",
          client: UserPoolClient?.ClientId ?? "",
        });
        expect(await statusWith(context(), other.accessToken)).toBe(401);
      } finally {
        await cognito.send(new DeleteUserPoolCommand({ UserPoolId }));
      }
    });

    it("rejects an expired token", { timeout: 420_000 }, async () => {
      const token = await shortLivedToken(context());
      const { exp } = claimsOf(token);
      await setTimeout(Math.max(0, Number(exp) * 1_000 + 1_500 - Date.now()));
      expect(await statusWith(context(), token)).toBe(401);
    });
  });
}

async function statusWith({ api }: StageContext, token: string): Promise<number> {
  return (await api("GET /workflows", { token })).status;
}

/** The shortest lifetime that a token may have: five minutes on AWS. */
const SHORTEST = isEmulated()
  ? ({ AccessTokenValidity: 2, TokenValidityUnits: { AccessToken: "seconds" } } as const)
  : ({ AccessTokenValidity: 5, TokenValidityUnits: { AccessToken: "minutes" } } as const);

async function shortLivedToken({ account: { cognito }, stage }: StageContext): Promise<string> {
  const identity = { UserPoolId: stage.userPool, ClientId: stage.client };
  const { UserPoolClient } = await cognito.send(new DescribeUserPoolClientCommand(identity));
  const {
    CreationDate: _,
    LastModifiedDate: __,
    ClientSecret: ___,
    ...found
  } = UserPoolClient ?? {};
  await cognito.send(new UpdateUserPoolClientCommand({ ...found, ...identity, ...SHORTEST }));
  try {
    return (await signIn(cognito, stage)).accessToken;
  } finally {
    await cognito.send(new UpdateUserPoolClientCommand({ ...found, ...identity }));
  }
}

/** The same header and claims, signed with our own key. */
function forged(token: string): string {
  const [header, claims] = token.split(".");
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2_048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const signature = createSign("RSA-SHA256")
    .update(`${header}.${claims}`)
    .sign(createPrivateKey(privateKey), "base64url");
  return `${header}.${claims}.${signature}`;
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<
    string,
    unknown
  >;
}

function encode(claims: object): string {
  return Buffer.from(JSON.stringify(claims)).toString("base64url");
}
