import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { parameterStore } from "./parameter-store.ts";

type Heard = { target: string; authorization: string; body: Record<string, unknown> };
type Reply = { status: number; body: unknown };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Parameter Store as it answers on the wire, one reply after the other. */
async function listen(...replies: Reply[]) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on("end", () => {
      heard.push({
        target: String(request.headers["x-amz-target"]),
        authorization: String(request.headers.authorization),
        body: JSON.parse(text) as Record<string, unknown>,
      });
      const reply = replies.shift() ?? { status: 500, body: {} };
      response.writeHead(reply.status).end(JSON.stringify(reply.body));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const store = parameterStore({
    region: "eu-west-3",
    accessKeyId: "AKIDEXAMPLE",
    secretAccessKey: "key",
    endpoint: `http://127.0.0.1:${port}`,
  });
  return { store, heard };
}

const value = (text: string): Reply => ({ status: 200, body: { Parameter: { Value: text } } });
const refusal = (type: string): Reply => ({ status: 400, body: { __type: type } });

describe("Parameter Store", () => {
  it("reads a parameter decrypted, with a signed request", async () => {
    const { store, heard } = await listen(value("xoxb-1"));
    expect(await store.get("/bellwether/test/SlackBotToken")).toBe("xoxb-1");
    expect(heard).toEqual([
      {
        target: "AmazonSSM.GetParameter",
        authorization: expect.stringMatching(
          /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-3\/ssm\/aws4_request, /,
        ),
        body: { Name: "/bellwether/test/SlackBotToken", WithDecryption: true },
      },
    ]);
  });

  it("writes a parameter encrypted", async () => {
    const { store, heard } = await listen({ status: 200, body: { Version: 2 } });
    await store.put("/bellwether/test/SaxoSession", "secret");
    expect(heard[0]).toMatchObject({
      target: "AmazonSSM.PutParameter",
      body: { Value: "secret", Type: "SecureString", Overwrite: true },
    });
  });

  it("returns null for a missing parameter", async () => {
    const { store } = await listen(refusal("com.amazonaws.ssm#ParameterNotFound"));
    expect(await store.get("/nothing")).toBeNull();
  });

  it("retries after a server error", async () => {
    const { store, heard } = await listen({ status: 503, body: {} }, value("xoxb-1"));
    expect(await store.get("/a")).toBe("xoxb-1");
    expect(heard).toHaveLength(2);
  });

  it("names the parameter, never the value, when access is denied", async () => {
    const { store } = await listen(refusal("AccessDeniedException"));
    const error = await store.put("/a", "very-secret").catch((reason: unknown) => reason);
    expect(String(error)).toBe(
      "ParameterStoreError: Parameter Store and /a: AccessDeniedException",
    );
  });
});
