import { GetApisCommand, GetAuthorizersCommand } from "@aws-sdk/client-apigatewayv2";
import { ListUserPoolClientsCommand } from "@aws-sdk/client-cognito-identity-provider";
import { paginateGetResources } from "@aws-sdk/client-resource-groups-tagging-api";
import { GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import { type Consumer, consumersWith } from "@bellwether/core/event";
import type { Account } from "./account.ts";

const APP = "bellwether";

/** The consumers and queues by their names in the product. The stage announces in Slack alone. */
export const STAGE_CONSUMERS = consumersWith(["slack"]);
export const QUEUES: readonly QueueName[] = ["generate", ...STAGE_CONSUMERS, "project"];
export type QueueName = "generate" | Consumer | "project";

/** A deployed stage, found by its tags and names. */
export type Stage = Readonly<{
  name: string;
  /** The gateway's base URL, without a trailing slash. */
  apiUrl: string;
  apiId: string;
  userPool: string;
  /** The dashboard's client in the user pool. */
  client: string;
  busArn: string;
  archiveArn: string;
  /** The physical name of a function, e.g. for `Generate`. */
  functionName: (logical: string) => string;
  functionNames: readonly string[];
  queueUrl: (name: QueueName) => string;
  deadLettersUrl: (name: QueueName) => string;
}>;

/** Throws if the stage does not exist or a part of it is missing. */
export async function findStage(account: Account, name: string): Promise<Stage> {
  const arns = await taggedArns(account, name);
  if (arns.length === 0) throw new Error(`nothing is tagged with the stage ${name}`);
  const named = (service: string, logical: string): string => {
    const pattern = new RegExp(`:${service}:.*[:/]${APP}-${name}-${logical}-[a-z]+$`);
    const found = arns.find((arn) => pattern.test(arn));
    if (found === undefined) throw new Error(`the stage ${name} has no ${service} ${logical}`);
    return found;
  };
  const busArn = named("events", "EventsBus");
  const userPool = lastPart(arns.find((arn) => arn.includes(":userpool/")) ?? "");
  const api = await findApi(account, name);
  const urls = await queueUrls(account, arns.filter((arn) => arn.includes(":sqs:")).map(lastPart));
  const queue = (logical: string): string =>
    urls.get(lastPart(named("sqs", logical))) ?? `no queue ${logical}`;
  const functionNames = arns.filter((arn) => arn.includes(":lambda:")).map(lastPart);
  return {
    name,
    ...api,
    userPool,
    client: await findClient(account, userPool, api.apiId),
    busArn,
    archiveArn: busArn.replace(/:event-bus\/.*/, `:archive/${APP}-${name}-events`),
    functionNames,
    functionName: (logical) => lastPart(named("lambda", `${logical}Function`)),
    queueUrl: (one) => queue(`${capital(one)}QueueQueue`),
    deadLettersUrl: (one) => queue(`${capital(one)}DeadLettersQueue`),
  };
}

function lastPart(arn: string): string {
  return arn.split(/[:/]/).at(-1) ?? "";
}

async function taggedArns({ tags }: Account, name: string): Promise<string[]> {
  const TagFilters = [
    { Key: "app", Values: [APP] },
    { Key: "stage", Values: [name] },
  ];
  const arns: string[] = [];
  for await (const page of paginateGetResources({ client: tags }, { TagFilters })) {
    arns.push(...(page.ResourceTagMappingList ?? []).map(({ ResourceARN = "" }) => ResourceARN));
  }
  return arns;
}

async function findApi({ gateway }: Account, name: string) {
  const { Items = [] } = await gateway.send(new GetApisCommand({ MaxResults: "500" }));
  const api = Items.find(({ Name }) => Name?.startsWith(`${APP}-${name}-GatewayApi-`));
  if (api?.ApiEndpoint === undefined || api.ApiId === undefined) {
    throw new Error(`the stage ${name} has no API`);
  }
  return { apiId: api.ApiId, apiUrl: api.ApiEndpoint };
}

/** The client whose tokens the gateway accepts. */
async function findClient({ cognito, gateway }: Account, UserPoolId: string, ApiId: string) {
  const { Items = [] } = await gateway.send(new GetAuthorizersCommand({ ApiId }));
  const accepted = Items.flatMap(({ JwtConfiguration }) => JwtConfiguration?.Audience ?? []);
  const { UserPoolClients = [] } = await cognito.send(
    new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 60 }),
  );
  const client = UserPoolClients.find(({ ClientId = "" }) => accepted.includes(ClientId));
  if (client?.ClientId === undefined) throw new Error("the gateway accepts no client of the pool");
  return client.ClientId;
}

async function queueUrls({ sqs }: Account, names: readonly string[]) {
  const found = names.map(async (name) => {
    const { QueueUrl = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
    return [name, QueueUrl] as const;
  });
  return new Map(await Promise.all(found));
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
