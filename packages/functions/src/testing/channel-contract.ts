import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Channel, ChannelErrorCode, ChannelMessage, Topic } from "@bellwether/core/signal";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

/** An answer of a channel's service. */
export type ServiceAnswer = Readonly<{
  status?: number;
  headers?: Readonly<Record<string, string>>;
  body: string;
}>;

type NamedAnswers = Readonly<Record<string, ServiceAnswer>>;

export type ChannelContract = Readonly<{
  /** The channel, with the service at this address. */
  open: (serviceUrl: string) => Channel;
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
  /** What no error may show. */
  secret: string;
  /** Matches text in which somebody got markup past `escape`. */
  injected: RegExp;
}>;

const TOPICS: readonly Topic[] = ["signal", "stock-signal", "failure", "operations"];
/** A person has to change something first. */
const FINAL = new Set(["refused", "unauthorized"]);
const MESSAGE = { text: "hello" };
const LINE_ENDS = /[\n\v\f\r\u0085\u2028\u2029]/;

/** What a channel owes to whoever sends through it: one post, and an honest word on what came of it. */
export function channelContract(name: string, contract: ChannelContract): void {
  const { open, confirming, failing, editing, secret, injected } = contract;
  let server: Server;
  let answer: ServiceAnswer | "hang up";
  let requests: number;
  let channel: Channel;
  beforeEach(async () => {
    requests = 0;
    server = createServer((request, response) => {
      requests += 1;
      request.resume();
      if (answer === "hang up") request.socket.destroy();
      else response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    channel = open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(() => {
    server.closeAllConnections();
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
    it.each(Object.entries(confirming))("takes for confirmed: %s", async (_, next) => {
      expect(await post(next)).toBe("confirmed");
      expect(requests).toBe(1);
    });

    for (const [code, answers] of Object.entries(failing)) {
      it.each(Object.entries(answers))(`takes for ${code}: %s`, async (_, next) => {
        const error = await post(next);
        expectFailure(error, code, secret);
        // Whoever sends decides on the next attempt.
        expect(requests).toBe(1);
      });
    }

    const requestsMade = () => requests;
    if (editing === undefined) isNotEdited(() => channel);
    else isEdited({ failing, editing, secret, edit, requestsMade });

    it("does not know the outcome when the connection ends without an answer", async () => {
      expect(await post("hang up")).toMatchObject({ code: "unknown-outcome", retryable: true });
    });

    it("is unavailable when nobody listens: nothing was sent", async () => {
      server.close();
      expect(await post("hang up")).toMatchObject({ code: "unavailable", retryable: true });
    });

    it("reads an answer to a bound, and keeps little of it", async () => {
      const error = await post({ status: 503, body: secret.repeat(1_000_000) });
      expect(error).toMatchObject({ retryable: true });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error)).length).toBeLessThan(5_000);
    });

    it("lets nobody write markup or a line of their own", () => {
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

function isNotEdited(channel: () => Channel): void {
  it("cannot edit", () => {
    expect(channel().edit).toBeUndefined();
  });
}

type Editing = Required<Pick<ChannelContract, "failing" | "editing" | "secret">> &
  Readonly<{
    edit: (next: ServiceAnswer | "hang up", reference?: string) => Promise<unknown>;
    /** Requests of the edit. */
    requestsMade: () => number;
  }>;

function isEdited({ failing, editing, secret, edit, requestsMade }: Editing): void {
  it.each(Object.entries(editing.confirming))(
    "takes an edit for confirmed: %s",
    async (_, next) => {
      expect(await edit(next)).toBe("confirmed");
      expect(requestsMade()).toBe(1);
    },
  );

  for (const [code, answers] of Object.entries({ ...failing, gone: editing.gone })) {
    it.each(Object.entries(answers))(`takes an edit for ${code}: %s`, async (_, next) => {
      expectFailure(await edit(next), code, secret);
      expect(requestsMade()).toBe(1);
    });
  }

  it("takes a reference that is not its own for gone, and asks nobody", async () => {
    expect(await edit("hang up", "not a reference")).toMatchObject({ code: "gone" });
    expect(requestsMade()).toBe(0);
  });
}

function messageFor(channel: Channel): ChannelMessage {
  return { ...MESSAGE, room: channel.roomOf("signal") };
}

function expectFailure(error: unknown, code: string, secret: string): void {
  expect(error).toMatchObject({ code, retryable: !FINAL.has(code) });
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(secret);
  if (code !== "rate-limited") return;
  const { retryAfterMs } = error as { retryAfterMs: number };
  expect(retryAfterMs).toBeGreaterThanOrEqual(1_000);
  expect(retryAfterMs).toBeLessThanOrEqual(3_600_000);
}
