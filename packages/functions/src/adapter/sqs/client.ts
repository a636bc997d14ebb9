import { SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";

/** A client that uses the endpoint of the region or of the environment, not the host of the queue's
 *  URL, because our URLs are derived from ARNs. */
export function sqsClient(options: SQSClientConfig = {}): SQSClient {
  return new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
}
