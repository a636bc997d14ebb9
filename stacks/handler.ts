import {
  BUNDLE_SETTINGS,
  FUNCTIONS,
  type FunctionName,
} from "../packages/functions/src/lambda/bundle-settings.ts";
import { prefix, production } from "./configuration.ts";

type HandlerArgs = {
  description: string;
  timeout: sst.aws.FunctionArgs["timeout"];
  memory: sst.aws.FunctionArgs["memory"];
  environment: Record<string, $util.Input<string>>;
  permissions: { actions: string[]; resources: $util.Input<string>[] }[];
  /** Where an asynchronous invocation goes in the end: the ARN of a queue. */
  deadLetters?: $util.Input<string>;
  retries?: number;
  transform?: sst.aws.FunctionArgs["transform"];
};

/** How long what a function says is kept: a quarter to look back on in production. */
const RETENTION_DAYS = production ? 90 : 7;

const LAMBDA_ALONE = aws.iam.getPolicyDocumentOutput({
  statements: [
    {
      actions: ["sts:AssumeRole"],
      principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com"] }],
    },
  ],
}).json;

/** A function with the settings that they all share. No concurrency is reserved anywhere: a new
 *  account may run ten functions at once and refuses every reservation, so queues bound their own
 *  consumers instead. */
export function handler(name: FunctionName, args: HandlerArgs): sst.aws.Function {
  const logs = new aws.cloudwatch.LogGroup(`${name}Logs`, {
    name: `/aws/lambda/${prefix}-${name}`,
    retentionInDays: RETENTION_DAYS,
  });
  return new sst.aws.Function(name, {
    handler: `packages/functions/src/lambda/${FUNCTIONS[name]}.handler`,
    description: args.description,
    runtime: "nodejs22.x",
    // A fifth cheaper than x86 for the same work, and nothing in a bundle is native.
    architecture: "arm64",
    timeout: args.timeout,
    memory: args.memory,
    environment: args.environment,
    // Our lines are JSON already, and go to standard output as they are.
    logging: { logGroup: logs.name, format: "text" },
    nodejs: BUNDLE_SETTINGS,
    permissions: [
      ...args.permissions,
      {
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [$interpolate`${logs.arn}:*`],
      },
    ],
    ...(args.retries !== undefined && { retries: args.retries }),
    transform: {
      ...args.transform,
      role: (role) => {
        // AWS's own policy for logging covers every log group of the account.
        role.managedPolicyArns = [];
        // sst lets everybody in the account assume a function's role, and read its secrets.
        role.assumeRolePolicy = LAMBDA_ALONE;
      },
      function: (fn) => {
        if (args.deadLetters !== undefined) fn.deadLetterConfig = { targetArn: args.deadLetters };
      },
    },
  });
}
