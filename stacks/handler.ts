import {
  BUNDLE_SETTINGS,
  functionsWith,
} from "../packages/functions/src/lambda/bundle-settings.ts";
import { deployedChannels, prefix, production } from "./configuration.ts";

type HandlerArgs = {
  description: string;
  timeout: sst.aws.FunctionArgs["timeout"];
  memory: sst.aws.FunctionArgs["memory"];
  environment: Record<string, $util.Input<string>>;
  permissions: { actions: string[]; resources: $util.Input<string>[] }[];
  /** The dead-letter target of an asynchronous invocation: the ARN of a queue. */
  deadLetters?: $util.Input<string>;
  retries?: number;
  /** Files that are packed beside the code. */
  copyFiles?: { from: string; to: string }[];
  transform?: sst.aws.FunctionArgs["transform"];
};

const MODULES = functionsWith(deployedChannels);

/** Log retention: a quarter of a year in production. */
const RETENTION_DAYS = production ? 90 : 7;

const LAMBDA_ALONE = aws.iam.getPolicyDocumentOutput({
  statements: [
    {
      actions: ["sts:AssumeRole"],
      principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com"] }],
    },
  ],
}).json;

/** A function with the shared settings. No concurrency is reserved: a new account has a concurrency
 *  of ten and rejects every reservation. The queues limit the concurrency of their consumers
 *  instead. */
export function handler(name: string, args: HandlerArgs): sst.aws.Function {
  const module = MODULES[name];
  if (module === undefined) throw new Error(`${name} is not in functionsWith()`);
  const logs = new aws.cloudwatch.LogGroup(`${name}Logs`, {
    name: `/aws/lambda/${prefix}-${name}`,
    retentionInDays: RETENTION_DAYS,
  });
  return new sst.aws.Function(name, {
    handler: `packages/functions/src/lambda/${module}.handler`,
    description: args.description,
    runtime: "nodejs22.x",
    // A fifth cheaper than x86 for the same work. No bundle contains native code.
    architecture: "arm64",
    timeout: args.timeout,
    memory: args.memory,
    // Every function that writes metrics names its stage in them.
    environment: { BELLWETHER_STAGE: $app.stage, ...args.environment },
    // Our log lines are already JSON and are written to standard output unchanged.
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
    ...(args.copyFiles !== undefined && { copyFiles: args.copyFiles }),
    transform: {
      ...args.transform,
      role: (role) => {
        // AWS's managed logging policy would cover every log group of the account.
        role.managedPolicyArns = [];
        // sst lets every principal in the account assume a function's role, and so read its
        // secrets.
        role.assumeRolePolicy = LAMBDA_ALONE;
      },
      function: (fn) => {
        if (args.deadLetters !== undefined) fn.deadLetterConfig = { targetArn: args.deadLetters };
      },
    },
  });
}
