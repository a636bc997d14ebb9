import type { Socket } from "node:net";
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { originGuard, tokenGuard } from "./guard.ts";

const OTHER = { localAddress: "192.0.2.7", localPort: 4280 };

describe("the guard of origins", () => {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(originGuard({ hosts: ["localhost:4280"], publicUrl: null, token: null }));
  app.all("*", (context) => context.text("in"));
  const ask = async (headers: Record<string, string>, ends: Partial<Socket> = OTHER) => {
    const env = { incoming: { socket: ends } };
    const { status } = await app.request("http://any/", { method: "POST", headers }, env);
    return status;
  };

  it("allows a request whose Host is the server's name or the address it arrived at", async () => {
    expect(await ask({ host: "localhost:4280" })).toBe(200);
    expect(await ask({ host: "192.0.2.7:4280", origin: "http://192.0.2.7:4280" })).toBe(200);
    const mapped = { ...OTHER, localAddress: "::ffff:192.0.2.7" };
    expect(await ask({ host: "192.0.2.7:4280" }, mapped)).toBe(200);
    const six = { ...OTHER, localAddress: "fd00::2", localPort: 80 };
    expect(await ask({ host: "[fd00::2]" }, six)).toBe(200);
  });

  it("rejects a Host that names another server, and a foreign Origin", async () => {
    expect(await ask({ host: "192.0.2.8:4280" })).toBe(421);
    expect(await ask({ host: "192.0.2.7:81" })).toBe(421);
    expect(await ask({ host: "rebound.example:4280" })).toBe(421);
    expect(await ask({ host: "192.0.2.7:4280", origin: "http://evil.example" })).toBe(403);
  });
});

const statusBehind = async (publicUrl: string, headers: Record<string, string>) => {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(originGuard({ hosts: ["127.0.0.1:4280"], publicUrl: new URL(publicUrl), token: null }));
  app.all("*", (context) => context.text("in"));
  const env = { incoming: { socket: OTHER } };
  return (await app.request("http://any/", { method: "POST", headers }, env)).status;
};

describe("the guard of origins behind a reverse proxy", () => {
  it("allows the public name and origin, whether or not the proxy forwards the Host", async () => {
    const origin = "https://bell.example";
    for (const host of ["bell.example", "bell.example:443", "127.0.0.1:4280"]) {
      expect(await statusBehind("https://bell.example", { host, origin })).toBe(200);
    }
    const odd = { host: "bell.example:8443", origin: "https://bell.example:8443" };
    expect(await statusBehind("https://bell.example:8443", odd)).toBe(200);
  });

  it("rejects any other name, scheme and origin", async () => {
    const publicUrl = "https://bell.example";
    expect(await statusBehind(publicUrl, { host: "evil.example" })).toBe(421);
    expect(await statusBehind(publicUrl, { host: "bell.example:8443" })).toBe(421);
    for (const origin of ["http://bell.example", "https://evil.example", "null"]) {
      expect(await statusBehind(publicUrl, { host: "bell.example", origin })).toBe(403);
    }
  });
});

describe("the guard of the token", () => {
  const TOKEN = "a-token-of-the-trader";
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(tokenGuard({ hosts: [], publicUrl: null, token: TOKEN }));
  app.all("*", (context) => context.text("in"));
  const statusOf = async (authorization: string) =>
    (await app.request("/", { headers: { authorization } })).status;

  it("accepts the scheme in any case, as HTTP does", async () => {
    for (const scheme of ["Bearer", "bearer", "BEARER"]) {
      expect(await statusOf(`${scheme} ${TOKEN}`)).toBe(200);
    }
  });

  it("accepts the token in its exact case only, and no other scheme", async () => {
    expect(await statusOf(`Bearer ${TOKEN.toUpperCase()}`)).toBe(401);
    expect(await statusOf(`Basic ${TOKEN}`)).toBe(401);
    expect(await statusOf(TOKEN)).toBe(401);
    expect(await statusOf("Bearer ")).toBe(401);
  });
});
