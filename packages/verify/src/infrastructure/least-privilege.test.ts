import {
  type FunctionName,
  functionsWith,
  logicalName,
  queueOwners,
} from "@bellwether/functions/lambda";
import { describe, expect, it } from "vitest";
import { grantsOf, pairsOf, statementsOf, wildcards } from "./policy.ts";
import { CHANNELS, readSynthesis, resource, resourcesOf, type Synthesis } from "./synthesis.ts";

const production = await readSynthesis("production");
const feature = await readSynthesis("feature");

const on = (resource: string, ...actions: string[]) =>
  actions.map((action) => `${action} on ${resource}`);

const receiving = (queue: string) =>
  on(
    queue,
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibility",
    "sqs:GetQueueAttributes",
  );

const SAXO = [
  ...on("parameter/bellwether/production/SaxoSession", "ssm:GetParameter", "ssm:PutParameter"),
  ...on("SaxoClientIdParameter", "ssm:GetParameter"),
  ...on("SaxoClientSecretParameter", "ssm:GetParameter"),
  ...on("ReceiptsTable", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
];

const RECEIPTS = on("ReceiptsTable", "dynamodb:UpdateItem", "dynamodb:DeleteItem");

const LISTING = on("SignalsTable", "dynamodb:PutItem", "dynamodb:DeleteItem");

const PROJECTING = [
  ...on("WorkflowsTable", "dynamodb:GetItem", "dynamodb:UpdateItem"),
  ...on("WorkflowOrdersTable", "dynamodb:Query"),
];

const EDITING = [
  ...on(
    "WorkflowsTable",
    "dynamodb:Scan",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
  ),
  ...on("WorkflowNamesTable", "dynamodb:PutItem"),
  ...on("SignalsTable", "dynamodb:PutItem"),
  ...on("EventsBus", "events:PutEvents"),
];

const QUEUES = queueOwners(CHANNELS).map((owner) => logicalName(owner));

/** What the function of a channel may do, with the parameters that hold its settings. */
const announcing = (name: string, ...parameters: string[]) => [
  ...receiving(`${name}QueueQueue`),
  ...on(`${name}QueueQueue`, "sqs:SendMessage"),
  ...on(`${name}DeadLettersQueue`, "sqs:SendMessage"),
  ...on("ReceiptsTable", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
  ...parameters.flatMap((parameter) => on(`${parameter}Parameter`, "ssm:GetParameter")),
];

/** All permissions of the function of each channel. */
const CHANNEL_GRANTS = {
  Notify: announcing("Notify", "SlackBotToken"),
  Telegram: announcing("Telegram", "TelegramBotToken", "TelegramChatId"),
  Discord: announcing("Discord", "DiscordWebhookUrl"),
  Webhook: announcing("Webhook", "WebhookUrl", "WebhookSecret"),
  DeskWebhook: announcing("DeskWebhook", "DeskWebhookUrl", "DeskWebhookSecret"),
  Email: [
    ...announcing("Email", "EmailFrom", "EmailTo"),
    ...on("identity/example.com", "ses:SendEmail"),
  ],
};

/** All permissions of each other function, except writing its own log. */
const GRANTS: Readonly<Record<FunctionName, readonly string[]>> = {
  Generate: [
    ...on("WorkflowsTable", "dynamodb:Scan"),
    ...on("RunsTable", "dynamodb:GetItem"),
    ...on("DecisionsTable", "dynamodb:Query"),
    ...on("SignalsTable", "dynamodb:Query", "dynamodb:DeleteItem"),
    ...on("EventsBus", "events:PutEvents"),
    ...receiving("GenerateQueueQueue"),
    ...on("GenerateDeadLettersQueue", "sqs:SendMessage"),
    ...SAXO,
  ],
  Persist: [
    ...receiving("PersistQueueQueue"),
    ...on("PersistDeadLettersQueue", "sqs:SendMessage"),
    ...on("WorkflowOrdersTable", "dynamodb:PutItem"),
  ],
  Record: [
    ...receiving("RecordQueueQueue"),
    ...on("RecordDeadLettersQueue", "sqs:SendMessage"),
    ...on("RunsTable", "dynamodb:PutItem"),
    ...on("DecisionsTable", "dynamodb:PutItem"),
    ...on("WorkflowsTable", "dynamodb:UpdateItem"),
  ],
  Project: [
    ...on(
      "WorkflowOrdersTable/stream/2026-01-01T00:00:00.000",
      "dynamodb:DescribeStream",
      "dynamodb:GetRecords",
      "dynamodb:GetShardIterator",
      "dynamodb:ListStreams",
    ),
    ...PROJECTING,
    ...LISTING,
    ...on("ParkedBucket/*", "s3:PutObject"),
    ...on("ParkedBucket", "s3:ListBucket"),
  ],
  RedriveParked: [
    ...receiving("ProjectQueueQueue"),
    ...on("ProjectDeadLettersQueue", "sqs:SendMessage"),
    ...PROJECTING,
    ...LISTING,
    ...on("WorkflowOrdersTable", "dynamodb:BatchGetItem"),
    ...on("SignalsTable", "dynamodb:BatchGetItem"),
    ...on("ParkedBucket/*", "s3:GetObject"),
  ],
  RefreshLogin: SAXO,
  WatchRuns: [
    ...on("RunsTable", "dynamodb:Query"),
    ...on("ReceiptsTable", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
    ...on("EventsBus", "events:PutEvents"),
  ],
  Review: [
    ...on("DecisionsTable", "dynamodb:Query"),
    ...on("RunsTable", "dynamodb:Query", "dynamodb:PutItem"),
    ...on("WorkflowsTable", "dynamodb:Scan"),
    ...on("EventsBus", "events:PutEvents"),
    ...RECEIPTS,
    ...SAXO,
  ],
  Api: [
    ...EDITING,
    ...on("WorkflowsTable", "dynamodb:DeleteItem"),
    ...on("WorkflowNamesTable", "dynamodb:DeleteItem"),
    ...on("WorkflowOrdersTable", "dynamodb:GetItem", "dynamodb:Query"),
    ...on("DecisionsTable", "dynamodb:Query"),
    ...on("SignalsTable", "dynamodb:Query"),
    ...SAXO,
  ],
  Files: [...EDITING, ...on("WorkflowOrdersTable", "dynamodb:Query")],
  Operations: [
    ...on("WorkflowsTable", "dynamodb:Scan", "dynamodb:GetItem", "dynamodb:UpdateItem"),
    ...on("WorkflowOrdersTable", "dynamodb:GetItem"),
    ...on("ReceiptsTable", "dynamodb:GetItem"),
    ...on("DecisionsTable", "dynamodb:Query"),
    ...on("WorkflowOrdersTable", "dynamodb:Query", "dynamodb:Scan", "dynamodb:BatchGetItem"),
    ...LISTING,
    ...on("SignalsTable", "dynamodb:Query", "dynamodb:BatchGetItem"),
    ...on("RunsTable", "dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem"),
    ...on("EventsBus", "events:PutEvents"),
    ...QUEUES.flatMap((name) => [
      ...on(`${name}QueueQueue`, "sqs:GetQueueAttributes", "sqs:SendMessage"),
      ...on(
        `${name}DeadLettersQueue`,
        "sqs:GetQueueAttributes",
        "sqs:StartMessageMoveTask",
        "sqs:ListMessageMoveTasks",
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
      ),
    ]),
    ...on("*", "cloudwatch:GetMetricData"),
  ],
};

const ALL_GRANTS: Readonly<Record<string, readonly string[]>> = { ...GRANTS, ...CHANNEL_GRANTS };

describe.each(Object.keys(functionsWith(CHANNELS)))("%s", (name) => {
  it("has exactly the permissions that it needs", () => {
    const { statements } = grantsOf(production, `${name}Role`);
    expect(pairsOf(statements)).toEqual(
      [
        ...(ALL_GRANTS[name] ?? []),
        ...on(`${name}Logs:*`, "logs:CreateLogStream", "logs:PutLogEvents"),
      ].toSorted(),
    );
    for (const { Effect } of statements) expect(Effect).toBe("Allow");
  });
});

/** The principals that may assume a role, e.g. `Service lambda.amazonaws.com`. */
function trusted(policy: unknown): string[] {
  return statementsOf(policy).flatMap(({ Principal = [] }) =>
    Principal.flatMap(({ type, identifiers }) => identifiers.map((one) => `${type} ${one}`)),
  );
}

describe.each([
  ["production", production],
  ["feature", feature],
] as const)("in %s the role", (_, synthesis) => {
  const names = Object.keys(functionsWith(CHANNELS)).filter((name) =>
    resourcesOf(synthesis, "aws:lambda/function:Function").has(`${name}Function`),
  );

  it.each(names)("of %s may be assumed by Lambda only", (name) => {
    const role = resource(synthesis, "aws:iam/role:Role", `${name}Role`);
    expect(trusted(role["assumeRolePolicy"])).toEqual(["Service lambda.amazonaws.com"]);
  });
});

describe("the page's bucket", () => {
  it("can be read by its distribution only", () => {
    const policy = resource(
      production,
      "aws:s3/bucketPolicy:BucketPolicy",
      "DashboardAssetsPolicy",
    );
    const reading = statementsOf(policy["policy"]).filter(({ Effect }) => Effect === "Allow");
    const [statement, ...others] = reading;
    expect(others).toEqual([]);
    expect(statement?.Condition).toEqual({
      StringEquals: { "aws:SourceArn": expect.stringMatching(/:DashboardCdnDistribution$/) },
    });
  });
});

describe("roles", () => {
  it("have no wildcard and no policy managed by AWS", () => {
    expect(wildcards(production)).toEqual([]);
    expect(wildcards(feature)).toEqual([]);
  });

  it("have no access to the broker's secrets when another market is configured", () => {
    const { statements } = grantsOf(feature, "GenerateRole");
    expect(pairsOf(statements).filter((pair) => pair.startsWith("ssm:"))).toEqual([]);
  });
});

const doctored = (statement: object, managed: string[] = []): Synthesis => ({
  ...production,
  resources: [
    ...production.resources,
    {
      type: "aws:iam/role:Role",
      name: "DoctoredRole",
      inputs: {
        inlinePolicies: [{ policy: JSON.stringify({ Statement: [statement] }) }],
        managedPolicyArns: managed,
      },
    },
  ],
});

describe("the check for wildcards", () => {
  const table = "arn:aws:dynamodb:eu-west-3:123456789012:WorkflowsTable";

  it.each([
    ["an action", { Action: ["dynamodb:*"], Resource: [table] }],
    ["a part of an action", { Action: ["dynamodb:Get*"], Resource: [table] }],
    ["every resource", { Action: ["dynamodb:GetItem"], Resource: ["*"] }],
    ["a part of a resource", { Action: ["dynamodb:GetItem"], Resource: [`${table}*`] }],
  ])("reports %s", (_, statement) => {
    const found = wildcards(doctored(statement));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^DoctoredRole may dynamodb:/);
  });

  it("reports a policy managed by AWS", () => {
    const policy = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    expect(wildcards(doctored({ Action: [], Resource: [] }, [policy]))).toEqual([
      `DoctoredRole has ${policy}`,
    ]);
  });
});
