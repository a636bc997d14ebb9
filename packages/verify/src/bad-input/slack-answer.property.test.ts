import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ChannelError } from "@bellwether/core/announcement";
import { slackMessages } from "@bellwether/functions/adapter/slack";
import { aMessage } from "@bellwether/functions/testing";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { malformedJson, NUM_RUNS, showsStack, TIMEOUT_MS, violations } from "./malformed.ts";

const TOKEN = "xoxb-secret-of-the-trader";

type Answer = Readonly<{ status: number; headers: Record<string, string>; body: string }>;

const answers: fc.Arbitrary<Answer> = fc.record({
  status: fc.constantFrom(200, 200, 200, 204, 400, 401, 404, 418, 429, 500, 502, 503),
  headers: fc.constantFrom<Record<string, string>>(
    {},
    { "retry-after": "1" },
    { "retry-after": "soon" },
    { "retry-after": "-5" },
    { "retry-after": "1e99" },
    { "content-type": "text/html" },
    { "content-type": "application/json" },
  ),
  body: fc.oneof(
    malformedJson({ ok: true, channel: "C1", ts: "1.2", message: { text: "hello" } }),
    malformedJson({ ok: false, error: "channel_not_found" }),
    fc.constantFrom("<html>maintenance</html>", "", "null", "ok"),
  ),
});

function violationsOf(next: Answer, outcome: unknown): string[] {
  if (!(outcome instanceof Error)) {
    const yes = z.object({ ok: z.unknown().refine(Boolean) });
    return violations({
      "only a plain yes is a yes":
        next.status === 200 && yes.safeParse(JSON.parse(next.body)).success,
    });
  }
  if (!(outcome instanceof ChannelError)) return ["is an error of ours"];
  const { message, code, retryAfterMs } = outcome;
  return violations({
    "keeps the token to itself": !message.includes(TOKEN),
    "shows no stack": !showsStack(message),
    "waits as long as makes sense":
      code !== "rate-limited" ||
      retryAfterMs === null ||
      (retryAfterMs >= 0 && retryAfterMs <= 3_600_000),
  });
}

describe("a malformed response of Slack", { timeout: TIMEOUT_MS }, () => {
  let server: Server;
  let answer: Answer = { status: 200, headers: {}, body: "" };
  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume();
      request.on("end", () => {
        response.writeHead(answer.status, answer.headers);
        response.end(answer.status === 204 ? undefined : answer.body);
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
  });
  afterAll(() => server.close());

  it("counts as a confirmed message or gives an error that says what to do", async () => {
    const { port } = server.address() as AddressInfo;
    const { post } = slackMessages({ token: TOKEN, apiUrl: `http://127.0.0.1:${port}/api/` });
    await fc.assert(
      fc.asyncProperty(answers, async (next) => {
        answer = next;
        const outcome = await post(aMessage()).catch((error: unknown) => error);
        expect(violationsOf(next, outcome)).toEqual([]);
      }),
      { numRuns: NUM_RUNS },
    );
  });
});
