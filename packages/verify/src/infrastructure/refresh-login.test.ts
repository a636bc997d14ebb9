import { startTestServer } from "@bellwether/markets/testing";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { captured } from "./captured-event.ts";
import { invoke } from "./invocation.ts";
import { type LambdaHost, startLambdaHost } from "./lambda-host.ts";
import { grantsOf, logicalName, pairsOf } from "./policy.ts";
import { tokens } from "./sample-items.ts";
import { readSynthesis, SECRETS } from "./synthesis.ts";

const production = await readSynthesis("production");

let host: LambdaHost;
beforeAll(async () => {
  host = await startLambdaHost(await readSynthesis("feature"), inject("dynamodbEndpoint"));
});
afterAll(() => host.stop());

const nowSeconds = () => Math.floor(Date.now() / 1_000);

describe("RefreshLogin, from its bundle,", () => {
  it("reports that there is no login", async () => {
    const [invocation] = await invoke(production, "RefreshLogin", [await captured("scheduled")], {
      ...host.elsewhere,
      TABLE_RECEIPTS: host.names.receipts,
    });
    expect(invocation?.error).toContain("there is no login to Saxo yet");
  });

  it("takes up a rotated application secret without a deployment", async () => {
    const inAnHour = nowSeconds() + 3_600;
    const at = "/bellwether/production";
    const login = (name: string) => ({
      ...tokens(name),
      access_expires_at: inAnHour,
      refresh_expires_at: inAnHour,
    });
    const secret = `${at}/SaxoClientSecret`;
    Object.assign(host.parameters, {
      [`${at}/SaxoClientId`]: SECRETS.SaxoClientId,
      [secret]: "canary-first",
      [`${at}/SaxoSession`]: JSON.stringify(login("canary-1")),
    });
    const basic = (value: string) =>
      `Basic ${Buffer.from(`${SECRETS.SaxoClientId}:${value}`).toString("base64")}`;
    const lifetimes = { expires_in: 1_200, refresh_token_expires_in: 2_400 };
    const saxo = await startTestServer(({ headers }) => {
      // After the first renewal the trader replaces the secret, at Saxo and in the parameter.
      const accepted = saxo.requests.length === 1 ? "canary-first" : "canary-second";
      host.parameters[secret] = "canary-second";
      return headers.authorization === basic(accepted)
        ? { status: 201, body: JSON.stringify({ ...tokens("canary-next"), ...lifetimes }) }
        : { status: 401, body: JSON.stringify({ error: "invalid_client" }) };
    });
    const event = await captured("scheduled");
    const renewals = await invoke(production, "RefreshLogin", [event, event], {
      ...host.elsewhere,
      TABLE_RECEIPTS: host.names.receipts,
      SAXO_LOGIN_URL: `${saxo.url}/`,
    });
    await saxo.close();
    expect(renewals.map(({ error }) => error)).toEqual([null, null]);
    expect(saxo.requests.map(({ headers }) => headers.authorization)).toEqual([
      basic("canary-first"),
      basic("canary-first"),
      basic("canary-second"),
    ]);
    delete host.parameters[`${at}/SaxoSession`];
  });

  it("renews the login and never reveals a secret", async () => {
    const inAnHour = nowSeconds() + 3_600;
    const at = "/bellwether/production";
    Object.assign(host.parameters, {
      [`${at}/SaxoClientId`]: SECRETS.SaxoClientId,
      [`${at}/SaxoClientSecret`]: SECRETS.SaxoClientSecret,
      [`${at}/SaxoSession`]: JSON.stringify({
        ...tokens("canary-old"),
        access_expires_at: inAnHour,
        refresh_expires_at: inAnHour,
      }),
    });
    const lifetimes = { expires_in: 1_200, refresh_token_expires_in: 2_400 };
    const saxo = await startTestServer(({ body, headers }) =>
      saxo.requests.length === 1
        ? // The worst case: the server echoes the request, credentials included.
          { status: 400, body: JSON.stringify({ error: `${headers.authorization} ${body}` }) }
        : { status: 201, body: JSON.stringify({ ...tokens("canary-new"), ...lifetimes }) },
    );
    const before = host.aws.calls.length;
    const event = await captured("scheduled");
    const [refused, renewed] = await invoke(production, "RefreshLogin", [event, event], {
      ...host.elsewhere,
      TABLE_RECEIPTS: host.names.receipts,
      SAXO_LOGIN_URL: `${saxo.url}/`,
    });
    await saxo.close();
    expect(refused?.error).toContain("MarketError");
    expect(renewed?.error).toBeNull();
    expect(JSON.parse(host.parameters[`${at}/SaxoSession`] ?? "")).toMatchObject(
      tokens("canary-new"),
    );

    const basic = Buffer.from(`${SECRETS.SaxoClientId}:${SECRETS.SaxoClientSecret}`);
    expect(saxo.requests.at(-1)?.headers.authorization).toBe(`Basic ${basic.toString("base64")}`);
    const output = [refused?.error, renewed?.log, JSON.stringify(renewed?.result)].join("\n");
    for (const secret of [...Object.values(SECRETS), basic.toString("base64"), "canary"]) {
      expect(output).not.toContain(secret);
    }

    const used = host.aws.calls
      .slice(before)
      .map(({ action, resource }) => `${action} on ${logicalName(production, resource)}`);
    const granted = pairsOf(grantsOf(production, "RefreshLoginRole").statements);
    expect(new Set(used.filter((pair) => pair.startsWith("ssm:")))).toEqual(
      new Set(granted.filter((pair) => pair.startsWith("ssm:"))),
    );
  });
});
