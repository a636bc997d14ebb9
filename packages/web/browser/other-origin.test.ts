import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { apiOf } from "./support/api.ts";
import { useBrowser } from "./support/browser.ts";
import { portsOf } from "./support/listener.ts";

const url = inject("url");
const { open } = useBrowser(url);

/** The requests that a page of another origin sends to each port: list the tables, drop one, put
 *  an event on a bus, and read and change the API's data. */
const ATTEMPTS = [
  { path: "/", target: "DynamoDB_20120810.ListTables", body: "{}" },
  {
    path: "/",
    target: "DynamoDB_20120810.DeleteTable",
    body: JSON.stringify({ TableName: "bellwether-workflows" }),
  },
  { path: "/bus/", target: "AWSEvents.PutEvents", body: JSON.stringify({ Entries: [] }) },
  { path: "/api/workflow/pause", target: "", body: JSON.stringify({ by: "a page" }) },
] as const;

describe("a page of another origin that tries every port of Bellwether", () => {
  const elsewhere = createServer((_, response) => {
    response.setHeader("content-type", "text/html").end("<title>Elsewhere</title>");
  });
  let origin = "";
  beforeAll(async () => {
    elsewhere.listen(0, "127.0.0.1");
    await once(elsewhere, "listening");
    origin = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  });
  afterAll(() => elsewhere.close());

  it("reads nothing and changes nothing", async () => {
    const ports = portsOf(inject("pid"));
    expect(ports).toContain(Number(new URL(url).port));
    const before = await apiOf(url).workflows();
    const page = await open(origin, { expects: /CORS policy|Failed to load resource/ });
    const answers = await page.evaluate(tryAll, { ports, attempts: ATTEMPTS });
    expect(answers).toEqual([]);
    const after = await apiOf(url).workflows();
    expect(after.workflows.map(({ id }) => id)).toEqual(before.workflows.map(({ id }) => id));
    const status = (await (await fetch(`${url}/api/workflow/status`)).json()) as {
      paused: boolean;
    };
    expect(status.paused).toBe(false);
  });
});

type Attempts = Readonly<{
  ports: readonly number[];
  attempts: readonly { readonly path: string; readonly target: string; readonly body: string }[];
}>;

/** Runs in the page: the responses it could read, by POST with and without a preflight, and by
 *  GET. */
async function tryAll({ ports, attempts }: Attempts): Promise<readonly string[]> {
  const read: string[] = [];
  for (const port of ports) {
    for (const { path, target, body } of attempts) {
      const requests: RequestInit[] = [
        { method: "POST", body, headers: { "x-amz-target": target, authorization: "any" } },
        { method: "POST", body },
        { method: "GET" },
      ];
      for (const request of requests) {
        try {
          const response = await fetch(`http://127.0.0.1:${port}${path}`, request);
          read.push(`${request.method} ${port}${path}: ${await response.text()}`);
        } catch {
          // The browser blocked the page from reading the response.
        }
      }
    }
  }
  return read;
}
