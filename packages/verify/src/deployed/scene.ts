import { InvokeCommand } from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import {
  decodeInstants,
  orderHistorySchema,
  systemStatusSchema,
  workflowListSchema,
} from "@bellwether/core/api";
import { formatWorkflowFile } from "@bellwether/core/workflow";
import { aDraft } from "@bellwether/functions/testing";
import { eventually, PATIENCE_MS } from "./eventually.ts";
import { type QueueName, STAGE_CONSUMERS } from "./stage.ts";
import type { StageContext } from "./stage-context.ts";

/** Signals at every tick: the stub's prices end above their average at any hour. */
const ALWAYS = {
  indicator: { name: "ma50", ut: "h1" },
  close: { direction: "above", ut: "h1", spread: 1_000_000 },
  element: null,
} as const;

/** A name that cannot collide with leftovers of an earlier run. */
export function uniqueName(title: string): string {
  return `${title} ${crypto.randomUUID().slice(0, 8)}`;
}

/** A separate workflow for each test, imported as a file. */
export async function importWorkflow({ api }: StageContext, name: string): Promise<string> {
  const trigger = { ...aDraft().trigger, location: "higher" as const };
  const draft = aDraft({ name, index: "BTCUSDT", cfd: "BTCUSDT", conditions: [ALWAYS], trigger });
  const answer = await api("POST /import", { yaml: formatWorkflowFile([draft]) });
  if (answer.status !== 200) throw new Error(`import: ${answer.status} ${answer.text}`);
  const found = (await listed(api)).find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} is not in the list`);
  return found.id;
}

export async function listed(api: StageContext["api"]) {
  const { body } = await api("GET /workflows");
  return workflowListSchema.parse(decodeInstants(body)).workflows;
}

export async function ordersOf({ api }: StageContext, workflowId: string) {
  const { body } = await api(`GET /workflows/${workflowId}/orders`);
  return orderHistorySchema.parse(decodeInstants(body)).orders;
}

export async function statusOf({ api }: StageContext) {
  return systemStatusSchema.parse(decodeInstants((await api("GET /status")).body));
}

let lastTick = 0;

/** A tick that no other run of this suite uses. */
export function newTick(): number {
  lastTick = Math.max(Math.floor(Date.now() / 1_000), lastTick + 1);
  return lastTick;
}

/** Invokes the engine for a tick as the scheduler does, and waits for the end of the run. A run
 *  of a single workflow stores no run record. */
export async function runTick(
  { account, stage }: StageContext,
  tick: number,
  workflow_id?: string,
) {
  const answer = await account.lambda.send(
    new InvokeCommand({
      FunctionName: stage.functionName("Generate"),
      Payload: JSON.stringify({ tick, workflow_id, execution_context: "schedule:verify" }),
    }),
  );
  const result: unknown = JSON.parse(Buffer.from(answer.Payload ?? []).toString());
  return { error: answer.FunctionError ?? null, result };
}

/** The messages about a workflow that Slack accepted. */
export function messagesAbout({ stubs }: StageContext, name: string) {
  return stubs.slack.delivered.filter(({ text }) => text.includes(name));
}

/** Messages in a queue, both visible and in flight. */
export async function heldIn({ account }: StageContext, QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await account.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
      ],
    }),
  );
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
}

/** A duplicate that meets a live claim comes back when the claim expires: after a minute. */
const LONGEST_CLAIM_MS = 60_000;

/** Waits until all effects of a signal are complete. */
export async function untilQuiet(context: StageContext): Promise<void> {
  const urls = STAGE_CONSUMERS.map((name) => context.stage.queueUrl(name));
  await eventually(
    "the consumers' queues are empty",
    () => Promise.all(urls.map((url) => heldIn(context, url))),
    (counts) => counts.every((count) => count === 0),
    PATIENCE_MS + LONGEST_CLAIM_MS,
  );
}

/** Retries after seconds instead of minutes, so that a test does not wait for them. */
export async function shortenRetries({ account, stage }: StageContext, name: QueueName) {
  const QueueUrl = stage.queueUrl(name);
  const visibility = ["VisibilityTimeout" as const];
  const { Attributes = {} } = await account.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: visibility }),
  );
  const set = (seconds: string) =>
    account.sqs.send(
      new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: seconds } }),
    );
  await set("4");
  return async (): Promise<void> => {
    await set(Attributes.VisibilityTimeout ?? "360");
  };
}
