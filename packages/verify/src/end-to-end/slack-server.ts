import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Posted = Readonly<{ channel: string; text: string }>;

/** Slack's answer to one call of chat.postMessage. */
type SlackAnswer =
  | { readonly kind: "ok" }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "rate-limited"; readonly retryAfterSeconds: number }
  | { readonly kind: "refused"; readonly error: string }
  /** Never answers; the connection stays open. */
  | { readonly kind: "silence" };

export type SlackServer = Readonly<{
  /** The value for SLACK_API_URL. */
  url: string;
  /** Every message that was answered with ok, in order. */
  delivered: Posted[];
  /** Every call, whatever the answer. */
  calls: Posted[];
  /** Sets the answers from now on. */
  answer: (answerFor: (message: Posted, call: number) => SlackAnswer) => void;
  /** Sets the only accepted token; `xoxb-test` at first. */
  accept: (token: string) => void;
  stop: () => Promise<void>;
}>;

/** A server on a free loopback port that implements chat.postMessage. */
export async function startSlack(): Promise<SlackServer> {
  const calls: Posted[] = [];
  const delivered: Posted[] = [];
  let answerFor: (message: Posted, call: number) => SlackAnswer = alwaysOk;
  let token = "xoxb-test";
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const message = await readForm(request);
    calls.push(message);
    const isAuthorised = request.headers.authorization === `Bearer ${token}`;
    const answer = answerTo(request, isAuthorised, () => answerFor(message, calls.length));
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
      answerFor = next;
    },
    accept: (next) => {
      token = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const alwaysOk = (): SlackAnswer => ({ kind: "ok" });

function answerTo(
  { url }: IncomingMessage,
  isAuthorised: boolean,
  answerFor: () => SlackAnswer,
): SlackAnswer {
  if (url !== "/api/chat.postMessage") return { kind: "status", status: 404 };
  return isAuthorised ? answerFor() : { kind: "refused", error: "invalid_auth" };
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
