import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type TestRequest = Readonly<{
  url: URL;
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
}>;

/** A server's answer. `cut-off` announces the whole body and sends half, `reset` closes the
 *  connection without an answer, `silent` never answers. */
export type TestReply =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly fault: "reset" | "silent" }
  | { readonly fault: "cut-off"; readonly body: string };

export type TestServer = Readonly<{
  url: string;
  /** Every request received, oldest first. */
  requests: TestRequest[];
  close: () => Promise<void>;
}>;

/** A real HTTP server on a loopback port, for tests of HTTP clients. */
export async function startTestServer(
  respond: (request: TestRequest) => TestReply,
): Promise<TestServer> {
  const requests: TestRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const request = {
        url: new URL(incoming.url ?? "/", "http://localhost"),
        method: incoming.method ?? "GET",
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString("utf8"),
      };
      requests.push(request);
      send(response, respond(request));
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

function send(response: ServerResponse, reply: TestReply): void {
  // The machine's date is unrelated to the clock of a test.
  response.sendDate = false;
  if (!("fault" in reply)) {
    const headers = { "content-type": "application/json; charset=utf-8", ...reply.headers };
    response.writeHead(reply.status, headers).end(reply.body);
  } else if (reply.fault === "reset") {
    response.socket?.destroy();
  } else if (reply.fault === "cut-off") {
    const body = Buffer.from(reply.body);
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": String(body.length),
    });
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
  }
}
