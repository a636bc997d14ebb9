import { ApiGatewayV2Client } from "@aws-sdk/client-apigatewayv2";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";

/** The account that holds the stage, accessed only through AWS's public APIs. Credentials,
 *  region and, for an emulator, AWS_ENDPOINT_URL come from the environment, as every AWS SDK
 *  reads them. */
export type Account = Readonly<ReturnType<typeof openAccount>>;

export function openAccount() {
  return {
    cognito: new CognitoIdentityProviderClient({}),
    events: new EventBridgeClient({}),
    gateway: new ApiGatewayV2Client({}),
    iam: new IAMClient({}),
    lambda: new LambdaClient({}),
    logs: new CloudWatchLogsClient({}),
    metrics: new CloudWatchClient({}),
    s3: new S3Client({ forcePathStyle: isEmulated() }),
    sqs: new SQSClient({ useQueueUrlAsEndpoint: false }),
    ssm: new SSMClient({}),
    tags: new ResourceGroupsTaggingAPIClient({}),
  };
}

/** Whether the environment names an endpoint other than AWS's own. */
export function isEmulated(): boolean {
  return (process.env["AWS_ENDPOINT_URL"] ?? "") !== "";
}
