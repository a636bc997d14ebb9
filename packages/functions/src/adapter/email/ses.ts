import type { ChannelErrorCode } from "@bellwether/core/announcement";
import { AwsClient } from "aws4fetch";
import * as z from "zod";
import { type ChannelAdapter, channelAdapter } from "../channel/adapter.ts";
import {
  callService,
  codeOfStatus,
  foreignAnswer,
  jsonOf,
  requestedWait,
  serviceError,
} from "../channel/answer.ts";
import type { AwsAccess } from "../ssm/parameter-store.ts";
import { addressSettings, letterChannel, letterOf } from "./letter.ts";

const settings = z.object(addressSettings);
const sentSchema = z.object({ MessageId: z.string() });
const errorSchema = z.object({ message: z.string() });

/** E-mail through Amazon SES. One call of its API, signed: its SDK client would be a third of the
 *  bundle. Source: Amazon SES API v2 reference, SendEmail. */
export function sesEmail({ endpoint, ...access }: AwsAccess): ChannelAdapter {
  const aws = new AwsClient({
    region: access.region,
    accessKeyId: access.accessKeyId,
    secretAccessKey: access.secretAccessKey,
    ...(access.sessionToken !== undefined && { sessionToken: access.sessionToken }),
    service: "ses",
  });
  const base = endpoint ?? `https://email.${access.region}.amazonaws.com`;
  const url = `${base}/v2/email/outbound-emails`;
  return channelAdapter({
    ...letterChannel,
    settings,
    connect: ({ EMAIL_FROM, EMAIL_TO }, timeoutMs) => ({
      post: async (message) => {
        const { subject, text } = letterOf(message, EMAIL_FROM);
        const body = JSON.stringify({
          FromEmailAddress: EMAIL_FROM,
          Destination: { ToAddresses: EMAIL_TO },
          Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text } } } },
        });
        const { headers } = await aws.sign(url, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
        });
        const request = { url, headers: Object.fromEntries(headers), body, timeoutMs };
        const answer = await callService("SES", request);
        const { status } = answer;
        const json = jsonOf(answer);
        if (status === 200 && sentSchema.safeParse(json).success) return null;
        const type = String(answer.headers["x-amzn-errortype"] ?? "").split(":")[0] ?? "";
        if (type === "") throw foreignAnswer("SES", answer);
        const detail = errorSchema.safeParse(json).data?.message ?? "";
        const code = CODES[type] ?? codeOfStatus(status);
        const wait = requestedWait(answer) ?? WAIT_SECONDS;
        throw serviceError("SES", code, `${status} ${type} ${detail}`.trim(), wait);
      },
    }),
  });
}

/** SES does not say how long to wait for its quota of a second or of a day. */
const WAIT_SECONDS = 60;

/** Errors whose meaning the status does not show. */
const CODES: Readonly<Record<string, ChannelErrorCode>> = {
  LimitExceededException: "rate-limited",
  ThrottlingException: "rate-limited",
  SendingPausedException: "unavailable",
  // The function's own credentials: they are renewed.
  ExpiredTokenException: "unavailable",
};
