import { ACCOUNT, REGION } from "./account.ts";

export type ResourceArgs = { type: string; name: string; inputs: Record<string, unknown> };
export type CallArgs = { token: string; inputs: Record<string, unknown> };

/** The declared resources, as they would be sent to their providers. */
export type Declared = { type: string; name: string; inputs: Record<string, unknown> };

/** Stand-ins for the providers: each resource exists immediately, with the outputs that other
 *  resources need. */
export function mocks(declared: Declared[]) {
  return {
    newResource({ type, name, inputs }: ResourceArgs) {
      declared.push({ type, name, inputs });
      const id = physicalName(name, inputs);
      return { id, state: { ...inputs, ...outputs(type, id, name) } };
    },
    call: ({ token, inputs }: CallArgs) => CALLS[token]?.(inputs) ?? inputs,
  };
}

function physicalName(name: string, inputs: Record<string, unknown>): string {
  const named = inputs["name"] ?? inputs["bucket"];
  return typeof named === "string" ? named : name;
}

/** ARNs contain the logical name, so that a test can identify the resource. */
function outputs(type: string, id: string, name: string): Record<string, unknown> {
  const service = type.split(":")[1]?.split("/")[0] ?? "";
  const arn = `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;
  const own = { arn, name: id };
  switch (type) {
    case "aws:dynamodb/table:Table":
      return { ...own, streamArn: `${arn}/stream/2026-01-01T00:00:00.000` };
    case "aws:sqs/queue:Queue":
      return { ...own, url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}` };
    case "aws:lambda/function:Function":
      return { ...own, invokeArn: arn, qualifiedArn: `${arn}:1`, version: "1" };
    case "aws:lambda/eventSourceMapping:EventSourceMapping":
      return { ...own, uuid: `uuid-of-${name}` };
    case "aws:apigatewayv2/api:Api":
      return {
        ...own,
        apiEndpoint: `https://gateway.execute-api.${REGION}.amazonaws.com`,
        executionArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:gateway`,
      };
    case "aws:cloudfront/distribution:Distribution":
      return { ...own, domainName: "d111.cloudfront.net", hostedZoneId: "Z2FDTNDATAQYW2" };
    case "aws:s3/bucket:Bucket":
      return { ...own, bucket: id, bucketRegionalDomainName: `${id}.s3.${REGION}.amazonaws.com` };
    case "aws:ssm/parameter:Parameter":
      return { ...own, version: 7 };
    case "random:index/randomBytes:RandomBytes":
      return { base64: Buffer.alloc(32).toString("base64"), hex: "00".repeat(32) };
    default:
      return own;
  }
}

type Statement = {
  sid?: string;
  effect?: string;
  actions?: string[];
  resources?: string[];
  principals?: unknown;
  conditions?: unknown;
};

/** The queues that are in the account already, with their tags: a test's, by name. */
const existing = (): Record<string, Record<string, string>> =>
  JSON.parse(process.env["EXISTING_QUEUES"] ?? "{}") as ReturnType<typeof existing>;

const CALLS: Readonly<Record<string, (inputs: Record<string, unknown>) => unknown>> = {
  "aws:index/getRegion:getRegion": () => ({ id: REGION, name: REGION, region: REGION }),
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
  }),
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    id: ACCOUNT,
    accountId: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:root`,
    userId: "deployer",
  }),
  "aws:sqs/getQueues:getQueues": () => ({
    queueUrls: Object.keys(existing()).map(
      (name) => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`,
    ),
  }),
  "aws:sqs/getQueue:getQueue": ({ name }) => ({ tags: existing()[String(name)] }),
  "aws:iam/getPolicyDocument:getPolicyDocument": (inputs) => ({
    ...inputs,
    id: "policy",
    json: JSON.stringify({
      Version: "2012-10-17",
      Statement: ((inputs["statements"] ?? []) as Statement[]).map((statement) => ({
        Effect: statement.effect ?? "Allow",
        Action: statement.actions,
        Resource: statement.resources,
        Principal: statement.principals,
        Condition: statement.conditions,
      })),
    }),
  }),
};
