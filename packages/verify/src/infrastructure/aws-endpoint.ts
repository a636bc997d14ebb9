import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** One request of a function: `dynamodb:PutItem` and its resource, as IAM sees it. */
export type AwsCall = Readonly<{ action: string; resource: string; body: string }>;

export type AwsEndpoint = Readonly<{
  url: string;
  calls: AwsCall[];
  /** Actions that fail from now on, such as `events:PutEvents`. */
  refuse: Set<string>;
  stop: () => Promise<void>;
}>;

export type AwsFixture = Readonly<{
  /** A real DynamoDB; requests to it are forwarded. */
  dynamodbEndpoint: string;
  /** Values of the parameters in Parameter Store, by name. */
  parameters: Record<string, string>;
  /** The only object, returned for every bucket and key. */
  object: string;
}>;

/** Every AWS service that our functions call, at one loopback address. DynamoDB is real; the
 *  others return successful responses in the wire format and record the requests. */
export async function startAwsEndpoint(fixture: AwsFixture): Promise<AwsEndpoint> {
  const calls: AwsCall[] = [];
  const refuse = new Set<string>();
  const server = createServer((request, response) => {
    answer(fixture, request, calls, refuse).then(
      ({ status = 200, type = "application/x-amz-json-1.0", body, headers = {} }) =>
        response.writeHead(status, { "content-type": type, ...headers }).end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, calls, refuse, stop };
}

type Answer = {
  status?: number;
  type?: string;
  headers?: Record<string, string>;
  body: string | Buffer;
};

async function answer(
  fixture: AwsFixture,
  request: IncomingMessage,
  calls: AwsCall[],
  refuse: ReadonlySet<string>,
): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const [service = "", action = ""] = String(request.headers["x-amz-target"] ?? "").split(".");
  const note = (name: string, resource: string) =>
    calls.push({ action: name, resource, body: body.toString() });

  if (service.startsWith("DynamoDB")) {
    for (const [name, table] of tableCalls(action, body)) note(`dynamodb:${name}`, table);
    return forward(fixture.dynamodbEndpoint, request, body);
  }
  if (service === "AmazonSQS") return queue(action, body, note);
  if (service === "AWSEvents") return bus(body, note, refuse.has("events:PutEvents"));
  if (service === "AmazonSSM") return parameter(fixture, action, body, note);
  if (service.startsWith("GraniteService")) {
    note(`cloudwatch:${action}`, "*");
    return { body: JSON.stringify({ MetricDataResults: [{ Id: "age", Values: [1_234] }] }) };
  }
  const [bucket = "", ...key] = decodeURIComponent(request.url ?? "")
    .slice(1)
    .split("/");
  note("s3:GetObject", `${bucket}/${key.join("/")}`);
  return { type: "application/json", body: fixture.object };
}

type Json = Record<string, unknown>;
type Note = (name: string, resource: string) => void;

/** IAM authorizes each write of a transaction separately. */
function tableCalls(action: string, body: Buffer): [string, string][] {
  const input = JSON.parse(body.toString()) as Json;
  if (action === "BatchGetItem") {
    return Object.keys(input["RequestItems"] as Json).map((table) => [action, table]);
  }
  if (action !== "TransactWriteItems") return [[action, String(input["TableName"])]];
  const writes = input["TransactItems"] as Record<string, { TableName: string }>[];
  return writes.flatMap((write) =>
    Object.entries(write).map(([kind, { TableName }]): [string, string] => [
      kind === "ConditionCheck" ? "ConditionCheckItem" : `${kind}Item`,
      TableName,
    ]),
  );
}

async function forward(endpoint: string, request: IncomingMessage, body: Buffer): Promise<Answer> {
  const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
  const response = await fetch(endpoint, {
    method: "POST",
    headers: headers as Record<string, string>,
    body: new Uint8Array(body),
  });
  return {
    status: response.status,
    type: response.headers.get("content-type") ?? "",
    body: Buffer.from(await response.arrayBuffer()),
  };
}

function queue(action: string, body: Buffer, note: Note): Answer {
  const input = JSON.parse(body.toString()) as Json;
  const name =
    String(input["QueueUrl"] ?? input["SourceArn"])
      .split(/[/:]/)
      .at(-1) ?? "";
  note(`sqs:${action}`, name);
  if (action === "StartMessageMoveTask") {
    // SQS requires these permissions of the caller that starts the task.
    const destination = String(input["DestinationArn"]).split(":").at(-1) ?? "";
    note("sqs:ReceiveMessage", name);
    note("sqs:DeleteMessage", name);
    note("sqs:SendMessage", destination);
    return { body: JSON.stringify({ TaskHandle: "task" }) };
  }
  if (action === "ListMessageMoveTasks") return { body: JSON.stringify({ Results: [] }) };
  if (action === "GetQueueAttributes") {
    const Attributes = {
      ApproximateNumberOfMessages: "1",
      ApproximateNumberOfMessagesNotVisible: "0",
      ApproximateNumberOfMessagesDelayed: "0",
    };
    return { body: JSON.stringify({ Attributes }) };
  }
  if (action === "ReceiveMessage") return { body: JSON.stringify({ Messages: [] }) };
  const digest = createHash("md5").update(String(input["MessageBody"])).digest("hex");
  return { body: JSON.stringify({ MessageId: "sent", MD5OfMessageBody: digest }) };
}

function bus(body: Buffer, note: Note, refused: boolean): Answer {
  const { Entries } = JSON.parse(body.toString()) as { Entries: { EventBusName: string }[] };
  for (const { EventBusName } of Entries) note("events:PutEvents", EventBusName);
  const entries = Entries.map((_, index) =>
    refused ? { ErrorCode: "InternalFailure" } : { EventId: `event-${index}` },
  );
  const FailedEntryCount = refused ? entries.length : 0;
  return { body: JSON.stringify({ FailedEntryCount, Entries: entries }) };
}

function parameter({ parameters }: AwsFixture, action: string, body: Buffer, note: Note): Answer {
  const { Name, Value = "" } = JSON.parse(body.toString()) as { Name: string; Value?: string };
  note(`ssm:${action}`, Name);
  if (action === "PutParameter") {
    parameters[Name] = Value;
    return { body: JSON.stringify({ Version: 2 }) };
  }
  const value = parameters[Name];
  return value === undefined
    ? { status: 400, body: JSON.stringify({ __type: "ParameterNotFound" }) }
    : { body: JSON.stringify({ Parameter: { Name, Value: value } }) };
}
