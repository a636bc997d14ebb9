/** SQS as it answers on the wire, for tests: each action answers what the script says. */
import { createHash } from "node:crypto";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { startTestServer, type TestServer } from "@bellwether/markets/testing";
import { sqsClient } from "./client.ts";

type Input = Readonly<Record<string, unknown>>;
/** What an action answers; `{ error, message }` is a refusal. */
export type SqsScript = Readonly<Record<string, (input: Input) => object>>;

export type ScriptedSqs = Readonly<{
  client: SQSClient;
  asked: { action: string; input: Input }[];
  close: () => Promise<void>;
}>;

export async function startScriptedSqs(script: SqsScript): Promise<ScriptedSqs> {
  const asked: { action: string; input: Input }[] = [];
  const server: TestServer = await startTestServer(({ headers, body }) => {
    const action = String(headers["x-amz-target"]).replace("AmazonSQS.", "");
    const input = JSON.parse(body) as Input;
    asked.push({ action, input });
    const answer = (script[action] ?? defaultAnswer)(input) as { error?: string };
    const json = { "content-type": "application/x-amz-json-1.0" };
    return answer.error === undefined
      ? { status: 200, headers: json, body: JSON.stringify(answer) }
      : {
          status: 400,
          headers: { ...json, "x-amzn-query-error": `${answer.error};Sender` },
          body: JSON.stringify({ __type: `com.amazonaws.sqs#${answer.error}`, ...answer }),
        };
  });
  const client = sqsClient({
    endpoint: server.url,
    region: "eu-west-3",
    credentials: { accessKeyId: "id", secretAccessKey: "key" },
  });
  const close = async () => {
    client.destroy();
    await server.close();
  };
  return { client, asked, close };
}

/** SQS returns a digest of what it received, which the client compares. */
function defaultAnswer({ MessageBody }: Input): object {
  const digest = createHash("md5").update(String(MessageBody)).digest("hex");
  return { MessageId: "sent", MD5OfMessageBody: digest };
}
