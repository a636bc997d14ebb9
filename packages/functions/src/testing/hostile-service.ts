import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { type Channel, ChannelError } from "@bellwether/core/announcement";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aMessage } from "./sample.ts";

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const PAGE = "<!doctype html><title>Just a moment...</title>";
const AN_HOUR_MS = 3_600_000;
/** 50 MB that travel as 50 KB. */
const BOMB = gzipSync(Buffer.alloc(50_000_000, " "));
const DRIP_MS = 20;

const answer =
  (status: number, headers: Record<string, string> = {}, body: string | Buffer = ""): Answer =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };

/** What a message is retried after, because nobody who knows the service gave these answers: they are a
 *  gateway's, a captive portal's, or those of something else at this address. */
const STRANGE: Readonly<Record<string, Answer>> = {
  "a redirect": answer(302, { location: "/elsewhere" }),
  "a redirect that keeps the method": answer(308, { location: "/elsewhere" }),
  "a page with 400": answer(400, { "content-type": "text/html" }, PAGE),
  "a page with 403": answer(403, { "content-type": "text/html" }, PAGE),
  "a page with 404": answer(404, { "content-type": "text/html" }, PAGE),
  "a page with 502": answer(502, { "content-type": "text/html" }, PAGE),
  "a page with 503": answer(503, { "content-type": "text/html" }, PAGE),
  "a status that does not exist": answer(799),
  "too many headers": answer(200, { "x-long": "x".repeat(100_000) }),
  "an answer that is not HTTP": (_, { socket }) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"),
};

/** With a status of success. A channel that reads the status alone takes them for a confirmation. */
const STRANGE_SUCCESS: Readonly<Record<string, Answer>> = {
  "a page": answer(200, { "content-type": "text/html" }, PAGE),
  "JSON that is null": answer(200, {}, "null"),
  "JSON that is a list": answer(200, {}, "[]"),
  "JSON of another type": answer(200, {}, '{"ok":"yes","id":7,"MessageId":7,"result":[]}'),
  "an archive that unpacks to 50 MB": answer(200, { "content-encoding": "gzip" }, BOMB),
  "text that claims to be an archive": answer(200, { "content-encoding": "gzip" }, "{}"),
  "a reset in the middle of the body": (response, { socket }) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("{", () => socket.resetAndDestroy());
  },
  "a body that never ends": (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(" "), DRIP_MS);
    response.once("close", () => clearInterval(timer));
  },
};

/** Values of `Retry-After`, and the shortest and the longest wait in milliseconds that they may cause. SES
 *  has a wait of a minute where the header has none. */
const WAITS: readonly (readonly [string, number, number])[] = [
  ["30", 30_000, 30_000],
  ["0.25", 1_000, 1_000],
  ["0", 1_000, 1_000],
  ["-5", 1_000, 60_000],
  ["1e99", 1_000, AN_HOUR_MS],
  ["Infinity", 1_000, 60_000],
  ["soon", 1_000, 60_000],
  ["", 1_000, 60_000],
  ["Fri, 31 Dec 2100 23:59:59 GMT", AN_HOUR_MS, AN_HOUR_MS],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 1_000, 1_000],
];

/** What every channel over HTTP does with answers that no documentation has: one request, a bounded
 *  wait, and a message that is not lost. `open` bounds the wait for an answer. */
export function survivesHostileAnswers({
  open,
  readsStatusAlone,
}: Readonly<{ open: (url: string, timeoutMs: number) => Channel; readsStatusAlone?: boolean }>) {
  describe("given an answer that no documentation has,", () => {
    let server: Server;
    let respond: Answer;
    let requests: number;
    beforeEach(async () => {
      requests = 0;
      server = createServer((request, response) => {
        requests += 1;
        request.resume();
        respond(response, request);
      });
      await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    });
    afterEach(() => {
      server.closeAllConnections();
      server.close();
    });

    const post = async (next: Answer, { scheme = "http", timeoutMs = 10_000 } = {}) => {
      respond = next;
      const { port } = server.address() as AddressInfo;
      const channel = open(`${scheme}://127.0.0.1:${port}`, timeoutMs);
      return channel.post(aMessage({ room: channel.roomOf("signal") })).then(
        () => "confirmed",
        (error: unknown) => error,
      );
    };

    it.each(Object.entries(STRANGE))("is repeated after %s, once asked for", async (_, next) => {
      expect(await post(next)).toMatchObject({ retryable: true });
      expect(requests).toBe(1);
    });

    it.each(Object.entries(STRANGE_SUCCESS))(
      "does not take a success with %s for more than it is",
      async (_, next) => {
        const expected = readsStatusAlone === true ? "confirmed" : "unknown-outcome";
        let verdict: unknown;
        // On a busy machine a limit can pass before the answer's status has arrived.
        for (let limitMs = 1_000; verdict !== expected && limitMs <= 64_000; limitMs *= 4) {
          requests = 0;
          const outcome = await post(next, { timeoutMs: limitMs });
          verdict = outcome instanceof ChannelError ? outcome.code : outcome;
        }
        expect(verdict).toBe(expected);
        expect(requests).toBe(1);
      },
    );

    it.each(WAITS)("waits a bounded time for Retry-After: %s", async (wait, shortest, longest) => {
      const outcome = await post(answer(429, { "retry-after": wait }, PAGE));
      expect(outcome).toMatchObject({ code: "rate-limited", retryable: true });
      const { retryAfterMs } = outcome as { retryAfterMs: number };
      expect(retryAfterMs).toBeGreaterThanOrEqual(shortest);
      expect(retryAfterMs).toBeLessThanOrEqual(longest);
    });

    it("is unavailable without TLS at its address, because nothing was sent", async () => {
      const outcome = await post(answer(200), { scheme: "https" });
      expect(outcome).toMatchObject({ code: "unavailable", retryable: true });
      expect(requests).toBe(0);
    });
  });
}
