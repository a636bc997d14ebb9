import { describe, expect, it } from "vitest";
import { logical, readSynthesis, resource, resourcesOf } from "./synthesis.ts";

const production = await readSynthesis("production");

const mapping = resource(
  production,
  "aws:lambda/eventSourceMapping:EventSourceMapping",
  "WorkflowOrdersSubscriberProjectEventSourceMapping",
);

describe("the projector's subscription", () => {
  it("reads the orders' stream from its beginning", () => {
    expect(logical(mapping["eventSourceArn"])).toMatch(/^WorkflowOrdersTable\/stream\//);
    expect(logical(mapping["functionName"])).toBe("ProjectFunction");
    expect(mapping["startingPosition"]).toBe("TRIM_HORIZON");
    expect(mapping["filterCriteria"]).toBeUndefined();
  });

  it("does not let one record block a shard: failures are reported, halved and bounded", () => {
    expect(mapping).toMatchObject({
      batchSize: 100,
      functionResponseTypes: ["ReportBatchItemFailures"],
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 10,
      maximumRecordAgeInSeconds: 21_600,
    });
  });

  it("parks failed batches with their records in a bucket", () => {
    const { onFailure } = mapping["destinationConfig"] as {
      onFailure: { destinationArn: string };
    };
    expect(logical(onFailure.destinationArn)).toBe("ParkedBucket");
    const access = resource(
      production,
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      "ParkedPublicAccessBlock",
    );
    expect(access).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
  });

  it("counts a parked batch among its dead letters", () => {
    const bucket = resource(production, "aws:s3/bucket:Bucket", "ParkedBucket")["bucket"];
    // Through EventBridge only: S3 itself would send a test message to the queue.
    expect(
      resource(production, "aws:s3/bucketNotification:BucketNotification", "ParkedNotices"),
    ).toEqual({ bucket, eventbridge: true });
    const rule = resource(production, "aws:cloudwatch/eventRule:EventRule", "ParkedRule");
    expect(JSON.parse(String(rule["eventPattern"]))).toEqual({
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { bucket: { name: [bucket] } },
    });
    const target = resource(production, "aws:cloudwatch/eventTarget:EventTarget", "ParkedTarget");
    expect(target["rule"]).toBe(rule["name"]);
    expect(logical(target["arn"])).toBe("ProjectDeadLettersQueue");
  });

  it("derives the workflows of a redriven batch again", () => {
    const queue = resource(production, "aws:sqs/queue:Queue", "ProjectQueueQueue");
    expect(String(queue["redrivePolicy"])).toContain("ProjectDeadLettersQueue");
    const mappings = [
      ...resourcesOf(production, "aws:lambda/eventSourceMapping:EventSourceMapping").values(),
    ];
    const redrive = mappings.find(
      ({ eventSourceArn }) => logical(eventSourceArn) === "ProjectQueueQueue",
    );
    expect(logical(redrive?.["functionName"])).toBe("RedriveParkedFunction");
  });
});
