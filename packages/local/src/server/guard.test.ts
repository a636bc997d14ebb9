import type { Socket } from "node:net";
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { originGuard } from "./guard.ts";

const OTHER = { localAddress: "192.0.2.7", localPort: 4280 };

describe("the guard of origins", () => {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(originGuard({ hosts: ["localhost:4280"], token: null }));
  app.all("*", (context) => context.text("in"));
  const ask = async (headers: Record<string, string>, ends: Partial<Socket> = OTHER) => {
    const env = { incoming: { socket: ends } };
    const { status } = await app.request("http://any/", { method: "POST", headers }, env);
    return status;
  };

  it("lets a request in that names the server, or the address it came to", async () => {
    expect(await ask({ host: "localhost:4280" })).toBe(200);
    expect(await ask({ host: "192.0.2.7:4280", origin: "http://192.0.2.7:4280" })).toBe(200);
    const mapped = { ...OTHER, localAddress: "::ffff:192.0.2.7" };
    expect(await ask({ host: "192.0.2.7:4280" }, mapped)).toBe(200);
    const six = { ...OTHER, localAddress: "fd00::2", localPort: 80 };
    expect(await ask({ host: "[fd00::2]" }, six)).toBe(200);
  });

  it("refuses a Host that names another server, and a foreign Origin", async () => {
    expect(await ask({ host: "192.0.2.8:4280" })).toBe(421);
    expect(await ask({ host: "192.0.2.7:81" })).toBe(421);
    expect(await ask({ host: "rebound.example:4280" })).toBe(421);
    expect(await ask({ host: "192.0.2.7:4280", origin: "http://evil.example" })).toBe(403);
  });
});
