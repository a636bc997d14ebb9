import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createTable,
  DEPLOYED_TABLES,
  type DeployedTable,
  documentClient,
  dynamoClient,
  orderStore,
  runStore,
  workflowStore,
} from "@bellwether/functions/adapter/dynamodb";
import { startBinanceServer } from "@bellwether/markets/testing";
import { type AwsCall, type AwsEndpoint, startAwsEndpoint } from "./aws-endpoint.ts";
import { captured } from "./captured-event.ts";
import { type Invocation, invoke } from "./invocation.ts";
import { resource, SECRETS, type Synthesis } from "./synthesis.ts";

export type LambdaHost = Readonly<{
  aws: AwsEndpoint;
  /** Values in Parameter Store, by name. */
  parameters: Record<string, string>;
  slack: { status: number; body: string; heard: string[] };
  stores: {
    workflows: ReturnType<typeof workflowStore>;
    orders: ReturnType<typeof orderStore>;
    runs: ReturnType<typeof runStore>;
  };
  documents: ReturnType<typeof documentClient>;
  names: Record<DeployedTable, string>;
  /** Addresses of everything outside AWS that the functions call. */
  elsewhere: Readonly<Record<string, string>>;
  /** Invokes a function on one event after the other, in one process. */
  run: (name: string, ...events: unknown[]) => Promise<Invocation[]>;
  /** The AWS requests of each function so far. */
  asked: ReadonlyMap<string, readonly AwsCall[]>;
  /** Everything that any function wrote or returned so far. */
  said: readonly string[];
  stop: () => Promise<void>;
}>;

/** Everything that a deployment's functions talk to, on loopback: its tables in a real DynamoDB,
 *  and servers that stand in for the rest of AWS, for Slack and for Binance. */
export async function startLambdaHost(
  synthesis: Synthesis,
  dynamodbEndpoint: string,
): Promise<LambdaHost> {
  const names = tableNames(synthesis);
  const client = dynamoClient({ endpoint: dynamodbEndpoint });
  for (const [name, definition] of Object.entries(DEPLOYED_TABLES)) {
    await createTable(client, names[name as DeployedTable], definition);
  }
  const documents = documentClient(client);
  const parameters = { "/bellwether/feature/SlackBotToken": SECRETS.SlackBotToken };
  const aws = await startAwsEndpoint({
    dynamodbEndpoint,
    parameters,
    object: JSON.stringify(await captured("parked-batch")),
  });
  const binance = await startBinanceServer({
    // An hour ahead, so that the last half-hour exists however long the test takes.
    now: Math.floor(Date.now() / 1_000) + 3_600,
    rows: { half_hour: 1_500, daily: 400, weekly: 120 },
  });
  const { slack, url, close } = await startSlack();
  const elsewhere = {
    ...Object.fromEntries(
      ["DYNAMODB", "SQS", "EVENTBRIDGE", "CLOUDWATCH", "SSM", "S3"].map((service) => [
        `AWS_ENDPOINT_URL_${service}`,
        aws.url,
      ]),
    ),
    SLACK_API_URL: url,
    MARKET_URL: binance.url,
  };
  const asked = new Map<string, AwsCall[]>();
  const said: string[] = [];
  return {
    aws,
    parameters,
    slack,
    documents,
    names,
    elsewhere,
    asked,
    said,
    stores: {
      workflows: workflowStore({ documents, names }),
      orders: orderStore({ documents, names }),
      runs: runStore({ documents, names }),
    },
    async run(name, ...events) {
      const before = aws.calls.length;
      const invocations = await invoke(synthesis, name, events, elsewhere);
      asked.set(name, [...(asked.get(name) ?? []), ...aws.calls.slice(before)]);
      for (const { log, error, result } of invocations) {
        said.push(log, String(error), JSON.stringify(result));
      }
      return invocations;
    },
    async stop() {
      await aws.stop();
      await binance.close();
      close();
      client.destroy();
    },
  };
}

/** `workflow_orders` -> its physical name in the stage. */
function tableNames(synthesis: Synthesis): Record<DeployedTable, string> {
  const names = Object.keys(DEPLOYED_TABLES).map((name) => {
    const logical = name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return [name, resource(synthesis, "aws:dynamodb/table:Table", `${logical}Table`)["name"]];
  });
  return Object.fromEntries(names) as Record<DeployedTable, string>;
}

/** A Slack stub with configurable answers that records its requests. */
async function startSlack() {
  const slack = { status: 200, body: '{"ok":true}', heard: [] as string[] };
  const server = createServer((request, response) => {
    slack.heard.push(String(request.headers.authorization));
    request.resume().once("end", () => {
      response
        .writeHead(slack.status, { "content-type": "application/json", "retry-after": "30" })
        .end(slack.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { slack, url: `http://127.0.0.1:${port}/api/`, close };
}
