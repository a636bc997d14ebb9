import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { startTestServer, type TestServer } from "@bellwether/markets/testing";
import { afterEach, describe, expect, it } from "vitest";
import { iteratorAge } from "./iterator-age.ts";

let server: TestServer;
afterEach(() => server.close());

/** CloudWatch as it answers on the wire. */
async function reader(values: readonly number[]) {
  server = await startTestServer(() => ({
    status: 200,
    headers: { "content-type": "application/x-amz-json-1.0" },
    body: JSON.stringify({ MetricDataResults: [{ Id: "age", Values: values }] }),
  }));
  const client = new CloudWatchClient({
    endpoint: server.url,
    region: "eu-west-3",
    credentials: { accessKeyId: "id", secretAccessKey: "key" },
  });
  return iteratorAge({ client, functionName: "project", systemNow: () => 1_795_428_060_000 });
}

describe("the projector's lag", () => {
  it("is the newest data point of the last ten minutes", async () => {
    const read = await reader([1_250, 80]);
    expect(await read()).toBe(1_250);
    expect(JSON.parse(server.requests[0]?.body ?? "")).toMatchObject({
      StartTime: 1_795_427_460,
      EndTime: 1_795_428_060,
      ScanBy: "TimestampDescending",
      MetricDataQueries: [
        {
          MetricStat: {
            Metric: {
              Namespace: "AWS/Lambda",
              MetricName: "IteratorAge",
              Dimensions: [{ Name: "FunctionName", Value: "project" }],
            },
            Period: 60,
            Stat: "Maximum",
          },
        },
      ],
    });
  });

  it("is unknown when the projector was not invoked", async () => {
    const read = await reader([]);
    expect(await read()).toBeNull();
  });
});
