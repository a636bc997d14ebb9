/** The services of all channels on loopback: Slack, Telegram, Discord, the receivers of two webhooks and
 *  a mail server, as far as messages and edits go. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { CHANNEL_KINDS, type ChannelName, channelOf } from "@bellwether/core/channel";
import { serveSmtp } from "@bellwether/functions/testing";

/** One channel of each kind, and a second webhook. */
export const SERVED_CHANNELS: readonly ChannelName[] = [...CHANNEL_KINDS, "desk-webhook"];

/** What a service took: the text, or the body of a webhook's call. */
export type Taken = Readonly<{
  channel: ChannelName;
  kind: "post" | "edit";
  text: string;
  headers: IncomingMessage["headers"];
}>;

export type ChannelServices = Readonly<{
  /** The environment of a process that uses them all. */
  variables: Readonly<Record<string, string>>;
  taken: Taken[];
  posts: (channel: ChannelName) => readonly Taken[];
  /** Takes a service down, or up again. While it is down it says so. */
  setDown: (channel: ChannelName, isDown: boolean) => void;
  stop: () => Promise<void>;
}>;

/** 24 bytes in base64. */
export const WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

export async function startServices(): Promise<ChannelServices> {
  const taken: Taken[] = [];
  const down = new Set<ChannelName>();
  const http = createServer((request, response) => {
    void answerTo(request, response, { taken, down });
  });
  let mails = 0;
  const smtp = serveSmtp(
    () => ({ body: down.has("email") ? "451 4.3.0 try again later" : `250 queued as ${mails}` }),
    (letter) => {
      mails += 1;
      if (!down.has("email")) {
        taken.push({ channel: "email", kind: "post", text: decoded(letter), headers: {} });
      }
    },
  );
  const [httpPort, smtpPort] = await Promise.all([listening(http), listening(smtp)]);
  const url = `http://127.0.0.1:${httpPort}`;
  return {
    variables: {
      BELLWETHER_CHANNELS: SERVED_CHANNELS.join(","),
      SLACK_BOT_TOKEN: "xoxb-test",
      SLACK_API_URL: `${url}/slack/`,
      TELEGRAM_BOT_TOKEN: "4711:test",
      TELEGRAM_CHAT_ID: "4711",
      TELEGRAM_API_URL: `${url}/telegram`,
      DISCORD_WEBHOOK_URL: `${url}/discord/webhooks/1/token`,
      WEBHOOK_URL: `${url}/webhook`,
      WEBHOOK_SECRET,
      DESK_WEBHOOK_URL: `${url}/desk-webhook`,
      DESK_WEBHOOK_SECRET: WEBHOOK_SECRET,
      WEBHOOK_PRIVATE_ADDRESSES: "allowed",
      EMAIL_FROM: "bell@example.com",
      EMAIL_TO: "desk@example.com",
      SMTP_URL: `smtp://trader:password@127.0.0.1:${smtpPort}`,
    },
    taken,
    posts: (channel) => taken.filter((one) => one.channel === channel && one.kind === "post"),
    setDown(channel, isDown) {
      if (isDown) down.add(channel);
      else down.delete(channel);
    },
    async stop() {
      http.closeAllConnections();
      await Promise.all([closed(http), closed(smtp)]);
    },
  };
}

type State = Readonly<{ taken: Taken[]; down: ReadonlySet<ChannelName> }>;

async function answerTo(
  request: IncomingMessage,
  response: ServerResponse,
  { taken, down }: State,
): Promise<void> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  const { url = "", headers } = request;
  const channel = SERVED_CHANNELS.find((name) => url.startsWith(`/${name}`));
  if (channel === undefined || down.has(channel)) {
    response.writeHead(channel === undefined ? 404 : 503).end();
    return;
  }
  const isEdit = /chat\.update|editMessageText|\/messages\//.test(url);
  taken.push({ channel, kind: isEdit ? "edit" : "post", text: textOf(channel, body), headers });
  const id = taken.length;
  const answer = {
    slack: { ok: true, channel: "C1", ts: `${id}.0` },
    telegram: { ok: true, result: { message_id: id } },
    discord: { id: `${id}` },
    webhook: {},
    email: {},
  }[channelOf(channel).kind];
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
}

function textOf(channel: ChannelName, body: string): string {
  switch (channelOf(channel).kind) {
    case "slack":
      return new URLSearchParams(body).get("text") ?? "";
    case "telegram":
      return (JSON.parse(body) as { text: string }).text;
    case "discord":
      return (JSON.parse(body) as { content: string }).content;
    default:
      return body;
  }
}

/** The body of a letter that nodemailer wrote as quoted-printable. */
function decoded(letter: string): string {
  const [, ...body] = letter.split("\r\n\r\n");
  const bytes = body
    .join("\r\n\r\n")
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
