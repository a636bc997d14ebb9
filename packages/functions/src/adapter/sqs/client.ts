import { SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";

/** Asks the region's endpoint, or the one that the environment names, rather than the host of the
 *  queue's URL: URLs here are made of ARNs. */
export function sqsClient(options: SQSClientConfig = {}): SQSClient {
  return new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
}
