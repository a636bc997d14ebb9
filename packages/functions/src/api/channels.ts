import { channelTestAnswerSchema, type OperationsPort } from "@bellwether/core/api";
import type { Log } from "@bellwether/core/log";
import { lineSchema } from "@bellwether/core/text";
import * as z from "zod";
import { jsonBody } from "./body.ts";
import { noQuery, type Route, route } from "./route.ts";
import { unknownChannel } from "./unknown-name.ts";

export type ChannelRouteDeps = Readonly<{
  operations: Pick<OperationsPort, "testChannel" | "readStatus">;
  log: Log;
}>;

export function channelRoutes(deps: ChannelRouteDeps): readonly Route[] {
  return [test(deps)];
}

function test({ operations, log }: ChannelRouteDeps): Route {
  return route({
    method: "post",
    path: "/channels/{channel}/test",
    summary: "Sends a marked test message in a channel, and returns its outcome.",
    query: noQuery,
    body: jsonBody(z.object({ by: lineSchema(100).default("api") })),
    answers: { 200: channelTestAnswerSchema },
    problems: [400, 404, 413, 415, 422],
    handle: async ({ param, body: { by } }) => {
      const answer = await operations.testChannel(param("channel"), by);
      if (answer === null) throw await unknownChannel(operations, param("channel"));
      log.info("channel tested", { channel: answer.channel, outcome: answer.outcome });
      return { status: 200, json: answer };
    },
  });
}
