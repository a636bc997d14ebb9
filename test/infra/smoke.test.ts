import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import {
  documentClient,
  dynamoClient,
} from "../../packages/functions/src/adapter/dynamodb/client.ts";
import { orderStore } from "../../packages/functions/src/adapter/dynamodb/order-store.ts";
import { createTable } from "../../packages/functions/src/adapter/dynamodb/table.ts";
import {
  TABLES,
  type TableName,
  type TableNames,
} from "../../packages/functions/src/adapter/dynamodb/table-definition.ts";
import { workflowStore } from "../../packages/functions/src/adapter/dynamodb/workflow-store.ts";
import { startBinanceServer } from "../../packages/functions/src/adapter/market/binance/binance-server.ts";
import { aDraft, anOrder, aWorkflow, TICK } from "../../packages/functions/src/contract/sample.ts";
import type { FunctionName } from "../../packages/functions/src/lambda/bundle-settings.ts";
import { type AwsCall, type AwsEndpoint, startAwsEndpoint } from "./aws-endpoint.ts";
import { answerOf, captured, gatewayRequest } from "./captured-event.ts";
import { type Invocation, invoke } from "./invocation.ts";
import { grantsOf, logicalName, pairsOf } from "./policy.ts";
import { readSynthesis, resource, SECRETS } from "./synthesis.ts";

const feature = await readSynthesis("feature");
const production = await readSynthesis("production");

/** `workflow_orders` -> the name under which the stage deploys it. */
const names = Object.fromEntries(
  Object.keys(TABLES).map((name) => {
    const logical = name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return [name, resource(feature, "aws:dynamodb/table:Table", `${logical}Table`)["name"]];
  }),
) as TableNames;

const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
const documents = documentClient(client);
const workflows = workflowStore({ documents, names });
const orders = orderStore({ documents, names });

let aws: AwsEndpoint;
let elsewhere: Record<string, string>;
let binance: Awaited<ReturnType<typeof startBinanceServer>>;
const slack = { status: 200, body: '{"ok":true}', heard: [] as string[] };
let slackServer: Server;

beforeAll(async () => {
  for (const [name, definition] of Object.entries(TABLES)) {
    await createTable(client, names[name as TableName], definition);
  }
  aws = await startAwsEndpoint({
    dynamodbEndpoint: inject("dynamodbEndpoint"),
    parameters: { "/bellwether/feature/SlackBotToken": SECRETS.SlackBotToken },
    object: JSON.stringify(await captured("parked-batch")),
  });
  binance = await startBinanceServer({
    now: Math.floor(Date.now() / 1_000),
    rows: { half_hour: 1_500, daily: 400, weekly: 120 },
  });
  slackServer = createServer((request, response) => {
    slack.heard.push(String(request.headers.authorization));
    request.resume().once("end", () => {
      response
        .writeHead(slack.status, { "content-type": "application/json", "retry-after": "30" })
        .end(slack.body);
    });
  });
  await new Promise<void>((resolve) => slackServer.listen(0, "127.0.0.1", resolve));
  const { port } = slackServer.address() as AddressInfo;
  elsewhere = {
    ...Object.fromEntries(
      ["DYNAMODB", "SQS", "EVENTBRIDGE", "CLOUDWATCH", "SSM", "S3"].map((service) => [
        `AWS_ENDPOINT_URL_${service}`,
        aws.url,
      ]),
    ),
    SLACK_API_URL: `http://127.0.0.1:${port}/api/`,
    BINANCE_URL: binance.url,
  };
});

afterAll(async () => {
  await aws.stop();
  await binance.close();
  slackServer.close();
  slackServer.closeAllConnections();
  client.destroy();
});

/** What each function asked of AWS, in all tests. */
const asked = new Map<FunctionName, AwsCall[]>();
/** All that any function wrote or answered. */
const said: string[] = [];

async function run(name: FunctionName, ...events: unknown[]): Promise<Invocation[]> {
  const before = aws.calls.length;
  const invocations = await invoke(feature, name, events, elsewhere);
  asked.set(name, [...(asked.get(name) ?? []), ...aws.calls.slice(before)]);
  for (const { log, error, result } of invocations) {
    said.push(log, String(error), JSON.stringify(result));
  }
  return invocations;
}

const last = (invocations: Invocation[]): Invocation => {
  const invocation = invocations.at(-1);
  if (invocation === undefined) throw new Error("nothing was invoked");
  return invocation;
};

describe("from its bundle, on an event as AWS sends it,", () => {
  it("Persist stores a signal once", async () => {
    const event = await captured("persist");
    const answers = await run("Persist", event, event);
    expect(answers.map(({ result }) => result)).toEqual([
      { batchItemFailures: [] },
      { batchItemFailures: [] },
    ]);
    const page = await orders.query({
      workflow_id: aWorkflow().id,
      asOf: TICK,
      limit: 10,
      before: null,
    });
    expect(page.orders).toEqual([{ kind: "valid", value: anOrder() }]);
  });

  it("Persist parks what no retry can mend", async () => {
    const event = { Records: [{ messageId: "a", body: "{}", attributes: {} }] };
    expect(last(await run("Persist", event)).result).toEqual({ batchItemFailures: [] });
    const parked = asked.get("Persist")?.findLast(({ action }) => action === "sqs:SendMessage");
    expect(parked?.resource).toContain("PersistDeadLetters");
  });

  it("Project carries a new order to its workflow, and leaves an expired one alone", async () => {
    await workflows.create(aWorkflow());
    const { result } = last(await run("Project", await captured("project")));
    expect(result).toEqual({ batchItemFailures: [] });
    const stored = await workflows.read(aWorkflow().id);
    expect(stored).toMatchObject({ kind: "valid", value: { last_order: { placed_at: TICK } } });
  });

  it("RedriveParked derives the workflows of a batch that was parked", async () => {
    const { result, log } = last(await run("RedriveParked", await captured("redrive-parked")));
    expect(result).toEqual({ batchItemFailures: [] });
    expect(log).toContain('"message":"derived from a parked batch"');
  });

  it("Record stores a run", async () => {
    const { result } = last(await run("Record", await captured("record")));
    expect(result).toEqual({ batchItemFailures: [] });
    const put = asked.get("Record")?.find(({ action }) => action === "dynamodb:PutItem");
    expect(put?.body).toContain(String(TICK));
  });

  it("Generate evaluates on live candles, emits its signals and counts the run", async () => {
    const any = aDraft().conditions[0];
    for (const direction of ["above", "below"] as const) {
      await workflows.create({
        ...aWorkflow(),
        id: crypto.randomUUID(),
        name: `BTC ${direction}`,
        index: "BTCUSDT",
        cfd: "BTCUSDT",
        conditions: [{ ...any, close: { direction, ut: "h1", spread: 1e9 } }],
      });
    }
    const tick = Math.floor(Date.now() / 1_000) - 60;
    const event = { ...(await captured("generate")), tick: new Date(tick * 1_000).toISOString() };
    const queued = { Records: [{ messageId: "a", body: JSON.stringify(event), attributes: {} }] };
    const [scheduled, redriven] = await run("Generate", event, queued);
    expect(scheduled?.error).toBeNull();
    expect(scheduled?.result).toMatchObject({ kind: "completed", run: { tick } });
    expect(redriven?.result).toEqual({ batchItemFailures: [] });
    const published = asked.get("Generate")?.filter(({ action }) => action === "events:PutEvents");
    const bodies = published?.map(({ body }) => body).join("\n") ?? "";
    expect(bodies).toContain('"DetailType":"OrderSignal"');
    expect(bodies).toContain('"DetailType":"RunCompleted"');
    expect(scheduled?.log).toMatch(/^\{"_aws":\{"Timestamp":\d+,"CloudWatchMetrics"/m);
    expect(scheduled?.log).toContain('"Stage":"feature"');
  });

  it("Generate reports a tick that came too late as missed", async () => {
    const { result } = last(
      await run("Generate", { ...(await captured("generate")), tick: "2026-01-05T10:01:00Z" }),
    );
    expect(result).toMatchObject({ kind: "missed" });
  });

  it("Notify tells Slack once, with the token of Parameter Store", async () => {
    const event = await captured("notify");
    const answers = await run("Notify", event, event);
    expect(answers.map(({ result }) => result)).toEqual([
      { batchItemFailures: [] },
      { batchItemFailures: [] },
    ]);
    expect(slack.heard).toEqual([
      `Bearer ${SECRETS.SlackBotToken}`,
      `Bearer ${SECRETS.SlackBotToken}`,
    ]);
  });

  it("Notify puts a message back with a delay when Slack has no room for it", async () => {
    slack.status = 429;
    slack.body = '{"ok":false,"error":"ratelimited"}';
    const event = JSON.parse(
      JSON.stringify(await captured("notify")).replaceAll(String(TICK), String(TICK + 1_800)),
    ) as unknown;
    const { result } = last(await run("Notify", event));
    expect(result).toEqual({ batchItemFailures: [] });
    const deferred = asked.get("Notify")?.findLast(({ action }) => action === "sqs:SendMessage");
    expect(deferred?.resource).toContain("NotifyQueue");
    expect(deferred?.body).toMatch(/"DelaySeconds":\d+/);
  });

  it("WatchRuns looks for missed runs", async () => {
    expect(last(await run("WatchRuns", {})).error).toBeNull();
  });

  it("RefreshLogin says that nobody has logged in", async () => {
    const [invocation] = await invoke(production, "RefreshLogin", [{}], {
      ...elsewhere,
      TABLE_RECEIPTS: names.receipts,
    });
    expect(invocation?.error).toContain("nobody has logged in to Saxo yet");
  });
});

describe("the API, from its bundles and through the gateway's events,", () => {
  it("Api lists, creates, edits and deletes, and serves orders and charts", async () => {
    const answers = await run(
      "Api",
      await gatewayRequest("GET", "/workflows"),
      await gatewayRequest("POST", "/workflows", aDraft({ name: "Made by the page" })),
      await gatewayRequest("GET", `/workflows/${aWorkflow().id}/orders?limit=5`),
      await gatewayRequest("GET", "/orders"),
      await gatewayRequest("GET", "/asset?code=BTCUSDT"),
      await gatewayRequest("GET", `/orders/${anOrder().id}`),
    );
    expect(answers.map((answer) => answerOf(answer).status)).toEqual([
      200, 201, 200, 200, 200, 200,
    ]);
    const created = JSON.parse(answerOf(answers[1] as Invocation).text) as { id: string };
    const at = `/workflows/${created.id}`;
    const edits = await run(
      "Api",
      Object.assign((await gatewayRequest("PUT", at, aDraft({ name: "Renamed" }))) as object, {
        headers: { "content-type": "application/json", "if-match": '"1"' },
      }),
      Object.assign((await gatewayRequest("DELETE", at)) as object, {
        headers: { "if-match": '"2"' },
      }),
    );
    expect(edits.map((answer) => answerOf(answer).status)).toEqual([200, 204]);
  });

  it("Operations tells the status, mends, runs and pauses", async () => {
    const answers = await run(
      "Operations",
      await gatewayRequest("GET", "/status"),
      await gatewayRequest("GET", "/health"),
      await gatewayRequest("POST", "/dead-letters/notify/redrive"),
      await gatewayRequest("GET", "/dead-letters/persist"),
      await gatewayRequest("POST", "/runs", { by: "smoke" }),
      await gatewayRequest("POST", "/pause", { by: "smoke" }),
      await gatewayRequest("POST", "/resume", { by: "smoke" }),
      await gatewayRequest("POST", "/rebuild", {}),
    );
    const [status, health, ...others] = answers.map(answerOf);
    expect(JSON.parse(status?.text ?? "")).toMatchObject({
      market: { name: "binance", simulated: false },
      stream: { iterator_age_ms: 1_234, parked: 1 },
      problems: expect.arrayContaining(["notify has 1 dead letter"]),
    });
    // Every queue of this world has a dead letter.
    expect(health).toEqual({ status: 503, text: '{"ok":false}' });
    expect(others.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it("Files takes workflows in and gives them out", async () => {
    const [exported] = (await run("Files", await gatewayRequest("GET", "/export"))).map(answerOf);
    expect(exported?.status).toBe(200);
    const file = (exported?.text ?? "").replaceAll("BTC above", "BTC from a file");
    const [imported] = (await run("Files", await gatewayRequest("POST", "/import", file))).map(
      answerOf,
    );
    expect(imported).toMatchObject({ status: 200 });
    expect(imported?.text).toContain('"created":1');
  });

  it("OpenApi describes what all of them serve", async () => {
    const [described] = (await run("OpenApi", await gatewayRequest("GET", "/openapi.json"))).map(
      answerOf,
    );
    const { paths } = JSON.parse(described?.text ?? "") as { paths: object };
    const text = Object.keys(paths).join("\n");
    for (const path of ["/workflows", "/status", "/import", "/health"]) {
      expect(text).toContain(path);
    }
  });
});

describe("after all of that", () => {
  it("every function asked for nothing that it may not have", () => {
    const refused = [...asked].flatMap(([name, calls]) => {
      const granted = new Set(pairsOf(grantsOf(feature, `${name}Role`).statements));
      const pairs = calls.map(
        ({ action, resource: what }) => `${action} on ${logicalName(feature, what)}`,
      );
      return [...new Set(pairs)]
        .filter((pair) => !granted.has(pair))
        .map((pair) => `${name}: ${pair}`);
    });
    expect(refused).toEqual([]);
    expect(asked.size).toBe(11);
  });

  it("no secret is in a log line, an answer, an error or an event", () => {
    const events = [...asked.values()].flat().map(({ body }) => body);
    const everything = [...said, ...events].join("\n");
    expect(everything.length).toBeGreaterThan(10_000);
    for (const secret of Object.values(SECRETS)) expect(everything).not.toContain(secret);
  });
});
