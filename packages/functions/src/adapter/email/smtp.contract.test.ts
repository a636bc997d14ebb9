import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { channelContract, type ServiceAnswer } from "../../testing/channel-contract.ts";
import { aMessage } from "../../testing/sample.ts";
import { serveSmtp } from "../../testing/smtp-server.ts";
import { smtpEmail } from "./smtp.ts";

const PASSWORD = "password-of-the-mailbox-4711";

const replies = (...texts: readonly string[]): Readonly<Record<string, ServiceAnswer>> =>
  Object.fromEntries(texts.map((body) => [body, { body }]));

const open = (url: string, timeoutMs?: number) =>
  smtpEmail.open(
    async () => ({
      EMAIL_FROM: "bell@example.com",
      EMAIL_TO: "desk@example.com, ada@example.com",
      SMTP_URL: url.replace("http://", `smtp://trader:${PASSWORD}@`),
    }),
    { timeoutMs },
  );

channelContract("A mail server", {
  open,
  serve: (conduct) => serveSmtp(conduct),
  confirming: replies("250 2.0.0 queued as 4711"),
  failing: {
    // A mail server does not say how long to wait: it refuses for now.
    "rate-limited": {},
    unavailable: replies(
      "421 4.7.0 try again later",
      "450 4.2.1 the mailbox is busy",
      "451 4.3.0 local error",
      "452 4.3.1 too little storage",
      "503 5.5.1 bad sequence of commands",
    ),
    refused: replies(
      "550 5.1.1 no such user",
      "552 5.2.2 the mailbox is full",
      "554 5.7.1 refused as spam",
    ),
    unauthorized: replies("AUTH 535 5.7.8 authentication failed"),
    "unknown-outcome": replies("hello?", "999 what"),
  },
  secret: PASSWORD,
  injected: /\n/,
});

describe("an email", () => {
  it("has a subject of one line and no injected header or recipient, for any name", async () => {
    const letters: string[] = [];
    const server = serveSmtp(
      () => ({ body: "250 ok" }),
      (letter) => letters.push(letter),
    );
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const { port } = server.address() as { port: number };
    const channel = open(`http://127.0.0.1:${port}`);
    const injected = "x\r\nBcc: eve@example.com\r\n\r\n.\r\nMAIL FROM:<eve@example.com>";
    const name = channel.markup.name(injected);
    await channel.post(aMessage({ text: `Workflow ${name}\n${name}\n.\nQUIT`, id: injected }));
    server.close();
    const [letter = "", ...others] = letters;
    expect(others).toEqual([]);
    const [head = "", ...body] = letter.split("\r\n\r\n");
    const headers = head.replaceAll(/\r\n\s+/g, " ").split("\r\n");
    const names = headers.map((line) => line.split(":")[0]?.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(names)).toEqual(
      new Set([
        "content-transfer-encoding",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "subject",
        "to",
      ]),
    );
    expect(body.join("")).toContain("QUIT");
  });
});

describe("a mail server without TLS at the port of smtps", () => {
  it("is unavailable, because nothing was sent", async () => {
    const server = serveSmtp(() => ({ body: "250 ok" }));
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const { port } = server.address() as { port: number };
    const SMTP_URL = `smtps://trader:${PASSWORD}@127.0.0.1:${port}`;
    const addresses = { EMAIL_FROM: "bell@example.com", EMAIL_TO: "desk@example.com" };
    const channel = smtpEmail.open(async () => ({ ...addresses, SMTP_URL }));
    const outcome = await channel.post(aMessage()).catch((error: unknown) => error);
    server.close();
    expect(outcome).toMatchObject({ code: "unavailable", retryable: true });
  });
});

describe("a mail server that never comes to an end", () => {
  it.each([
    ["of its greeting", "220-hello\r\n", ""],
    ["of what it supports", "250-PIPELINING\r\n", "220 hello\r\n"],
    ["of a line", "x", "220 "],
  ])("%s is given up, and the message is kept", async (_, words, first) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.write(first);
      const timer = setInterval(() => socket.write(words), 20);
      socket.once("close", () => clearInterval(timer));
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const { port } = server.address() as { port: number };
    const outcome = await open(`http://127.0.0.1:${port}`, 500)
      .post(aMessage())
      .catch((error: unknown) => error);
    server.close();
    expect(outcome).toMatchObject({ retryable: true });
  });
});
