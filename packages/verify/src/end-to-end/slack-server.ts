import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Posted = Readonly<{ channel: string; text: string }>;

/** What Slack answers to one call of chat.postMessage. */
export type SlackAnswer =
  | { readonly kind: "ok" }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "rate-limited"; readonly retryAfterSeconds: number }
  | { readonly kind: "refused"; readonly error: string }
  /** Never answers: the connection stays open. */
  | { readonly kind: "silence" };

export type SlackServer = Readonly<{
  /** What SLACK_API_URL is to say. */
  url: string;
  /** Every message that was answered with ok, in order. */
  delivered: Posted[];
  /** Every call, whatever was answered. */
  calls: Posted[];
  /** Decides the answers from now on. */
  answer: (decide: (message: Posted, call: number) => SlackAnswer) => void;
  stop: () => Promise<void>;
}>;

/** A server on a free port of loopback that speaks chat.postMessage. */
export async function startSlack(): Promise<SlackServer> {
  const calls: Posted[] = [];
  const delivered: Posted[] = [];
  let decide: (message: Posted, call: number) => SlackAnswer = alwaysOk;
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const message = await readForm(request);
    calls.push(message);
    const isKnown = request.url === "/api/chat.postMessage" && authorised(request);
    const answer: SlackAnswer = isKnown
      ? decide(message, calls.length)
      : { kind: "status", status: 404 };
    if (answer.kind === "ok") delivered.push(message);
    send(response, answer);
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/`,
    delivered,
    calls,
    answer: (next) => {
      decide = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const alwaysOk = (): SlackAnswer => ({ kind: "ok" });

function authorised(request: IncomingMessage): boolean {
  return request.headers.authorization === "Bearer xoxb-test";
}

async function readForm(request: IncomingMessage): Promise<Posted> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  const form = new URLSearchParams(body);
  return { channel: form.get("channel") ?? "", text: form.get("text") ?? "" };
}

function send(response: ServerResponse, answer: SlackAnswer): void {
  const json = (status: number, body: object, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
  switch (answer.kind) {
    case "ok":
      return json(200, { ok: true, ts: "1.0" });
    case "status":
      return json(answer.status, {});
    case "rate-limited":
      return json(429, { ok: false }, { "retry-after": String(answer.retryAfterSeconds) });
    case "refused":
      return json(200, { ok: false, error: answer.error });
    case "silence":
      return undefined;
  }
}
