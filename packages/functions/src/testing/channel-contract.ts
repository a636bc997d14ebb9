import { createServer } from "node:http";
import type { AddressInfo, Server as NetServer, Socket } from "node:net";
import {
  type Channel,
  ChannelError,
  type ChannelErrorCode,
  type ChannelMessage,
  type Topic,
} from "@bellwether/core/announcement";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { survivesHostileAnswers } from "./hostile-service.ts";
import { aMessage } from "./sample.ts";

/** An answer of a channel's service. One that is not HTTP reads `body` alone. */
export type ServiceAnswer = Readonly<{
  status?: number;
  headers?: Readonly<Record<string, string>>;
  body: string;
  /** Milliseconds before the answer. */
  afterMs?: number;
  /** The connection ends in the middle of the body. */
  breaksOff?: true;
}>;

/** What a service does with a message. `silence` keeps the connection open. */
export type ServiceConduct = ServiceAnswer | "hang up" | "silence";

type NamedAnswers = Readonly<Record<string, ServiceAnswer>>;

export type ChannelContract = Readonly<{
  /** The channel, with the service at this address and a bound on the wait for its answer. */
  open: (serviceUrl: string, timeoutMs?: number) => Channel;
  /** A server that does with each message what `conduct` says; an HTTP server by default. */
  serve?: (conduct: () => ServiceConduct) => NetServer;
  /** Answers that confirm a message. */
  confirming: NamedAnswers;
  /** Answers that do not, by what they mean. They mean the same for an edit. */
  failing: Readonly<Record<Exclude<ChannelErrorCode, "gone">, NamedAnswers>>;
  /** Absent if the channel cannot edit. */
  editing?: Readonly<{
    /** The answer to a post that can be edited. */
    posted: ServiceAnswer;
    /** Answers that confirm an edit. */
    confirming: NamedAnswers;
    /** Answers that say that the message cannot be edited any more. */
    gone: NamedAnswers;
  }>;
  /** Whether a message is sent again that the service does not accept the secret of. */
  retriesUnauthorized?: true;
  /** Whether an answer's status is enough, so that the body is not needed. */
  readsStatusAlone?: true;
  /** What no error may show. */
  secret: string;
  /** Matches text in which somebody got markup past `escape`. */
  injected: RegExp;
}>;

const TOPICS: readonly Topic[] = ["signal", "stock-signal", "failure", "operations"];
/** The codes after which a person has to change something first. */
function finalCodes({ retriesUnauthorized }: ChannelContract): ReadonlySet<string> {
  return new Set(retriesUnauthorized === true ? ["refused"] : ["refused", "unauthorized"]);
}
const LINE_ENDS = /[\n\v\f\r\u0085\u2028\u2029]/;

/** The contract of a channel: one post for each call, and its true outcome. */
export function channelContract(name: string, contract: ChannelContract): void {
  const { open, serve = serveHttp, confirming, failing, editing, secret, injected } = contract;
  const isFinal = finalCodes(contract);
  let server: NetServer;
  let connections: Set<Socket>;
  let answer: ServiceConduct;
  let requests: number;
  let url: string;
  let channel: Channel;
  beforeEach(async () => {
    requests = 0;
    connections = new Set();
    server = serve(() => {
      requests += 1;
      return answer;
    });
    server.on("connection", (socket) => connections.add(socket));
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    channel = open(url);
  });
  afterEach(() => {
    for (const connection of connections) connection.destroy();
    server.close();
  });

  const post = async (next: typeof answer): Promise<unknown> => {
    answer = next;
    return channel.post(messageFor(channel)).then(
      () => "confirmed",
      (error: unknown) => error,
    );
  };
  const edit = async (next: typeof answer, reference?: string): Promise<unknown> => {
    answer = editing?.posted ?? "hang up";
    const posted = reference ?? (await channel.post(messageFor(channel)));
    answer = next;
    requests = 0;
    return channel.edit?.(posted ?? "", { ...messageFor(channel), text: "hello again" }).then(
      () => "confirmed",
      (error: unknown) => error,
    );
  };

  describe(`${name}, as a channel,`, () => {
    it.each(Object.entries(confirming))("confirms a message for %s", async (_, next) => {
      expect(await post(next)).toBe("confirmed");
      expect(requests).toBe(1);
    });

    for (const [code, answers] of Object.entries(failing)) {
      it.each(Object.entries(answers))(`fails with ${code} for %s`, async (_, next) => {
        const error = await post(next);
        expectFailure(error, code, isFinal, secret);
        // The caller decides on the next attempt.
        expect(requests).toBe(1);
      });
    }

    const requestsMade = () => requests;
    if (editing === undefined) isNotEdited(() => channel);
    else isEdited({ failing, editing, secret, isFinal, edit, requestsMade });

    it("reports an unknown outcome when the connection closes without a response", async () => {
      expect(await post("hang up")).toMatchObject({ code: "unknown-outcome", retryable: true });
    });

    it("accepts a slow response", async () => {
      const [slow] = Object.values(confirming);
      expect(await post({ body: "", ...slow, afterMs: 300 })).toBe("confirmed");
    });

    it("reports an unknown outcome when a response takes longer than its limit", async () => {
      let outcome: unknown;
      // On a busy machine the limit can pass before the request is sent.
      for (let limitMs = 100; requestsMade() === 0; limitMs *= 4) {
        channel = open(url, limitMs);
        outcome = await post("silence");
      }
      expect(outcome).toMatchObject({ code: "unknown-outcome", retryable: true });
    });

    it("rejects an incomplete response", async () => {
      const [whole] = Object.values(confirming);
      const half = await post({ body: "", ...whole, breaksOff: true });
      const verdict = half instanceof ChannelError ? half.code : half;
      expect(verdict).toBe(contract.readsStatusAlone === true ? "confirmed" : "unknown-outcome");
    });

    it("is unavailable when the connection is refused, because nothing was sent", async () => {
      server.close();
      expect(await post("hang up")).toMatchObject({ code: "unavailable", retryable: true });
    });

    it("reads a bounded part of a response and keeps little of it", async () => {
      const error = await post({ status: 503, body: secret.repeat(1_000_000) });
      expect(error).toMatchObject({ retryable: true });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error)).length).toBeLessThan(5_000);
    });

    if (contract.serve === undefined) survivesHostileAnswers(contract);

    it("escapes markup and line ends in text", () => {
      const characters = fc.constantFrom(...Array.from("<>&`*_~[]()|@#!:/\\\"'= \n\r\u2028ab"));
      fc.assert(
        fc.property(fc.string({ unit: characters }), (text) => {
          for (const written of [channel.markup.escape(text), channel.markup.name(text)]) {
            expect(written).not.toMatch(LINE_ENDS);
          }
          expect(channel.markup.escape(text)).not.toMatch(injected);
        }),
      );
    });

    it("has a room for each topic, and limits", () => {
      for (const topic of TOPICS) expect(channel.roomOf(topic)).not.toBe("");
      expect(channel.limits.intervalMs).toBeGreaterThanOrEqual(0);
      expect(channel.limits.maxLength).toBeGreaterThan(0);
    });
  });
}

function serveHttp(conduct: () => ServiceConduct): NetServer {
  return createServer((request, response) => {
    const answer = conduct();
    request.resume();
    if (answer === "silence") return;
    if (answer === "hang up") {
      request.socket.destroy();
      return;
    }
    const { status = 200, headers, body, afterMs = 0, breaksOff } = answer;
    setTimeout(() => {
      if (breaksOff !== true) {
        response.writeHead(status, headers).end(body);
        return;
      }
      response.writeHead(status, { ...headers, "content-length": body.length + 10 });
      response.write(body.slice(0, -1), () => request.socket.destroy());
    }, afterMs);
  });
}

function isNotEdited(channel: () => Channel): void {
  it("does not support edits", () => {
    expect(channel().edit).toBeUndefined();
  });
}

type Editing = Required<Pick<ChannelContract, "failing" | "editing" | "secret">> &
  Readonly<{
    isFinal: ReadonlySet<string>;
    edit: (next: ServiceConduct, reference?: string) => Promise<unknown>;
    /** Requests of the edit. */
    requestsMade: () => number;
  }>;

function isEdited({ failing, editing, secret, isFinal, edit, requestsMade }: Editing): void {
  it.each(Object.entries(editing.confirming))("confirms an edit for %s", async (_, next) => {
    expect(await edit(next)).toBe("confirmed");
    expect(requestsMade()).toBe(1);
  });

  for (const [code, answers] of Object.entries({ ...failing, gone: editing.gone })) {
    it.each(Object.entries(answers))(`fails an edit with ${code} for %s`, async (_, next) => {
      expectFailure(await edit(next), code, isFinal, secret);
      expect(requestsMade()).toBe(1);
    });
  }

  it("treats a foreign reference as gone, without a request", async () => {
    expect(await edit("hang up", "not a reference")).toMatchObject({ code: "gone" });
    expect(requestsMade()).toBe(0);
  });
}

function messageFor(channel: Channel): ChannelMessage {
  return aMessage({ room: channel.roomOf("signal") });
}

function expectFailure(
  error: unknown,
  code: string,
  isFinal: ReadonlySet<string>,
  secret: string,
): void {
  expect(error).toMatchObject({ code, retryable: !isFinal.has(code) });
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(secret);
  if (code !== "rate-limited") return;
  const { retryAfterMs } = error as { retryAfterMs: number };
  expect(retryAfterMs).toBeGreaterThanOrEqual(1_000);
  expect(retryAfterMs).toBeLessThanOrEqual(3_600_000);
}
