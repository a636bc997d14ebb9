import type { Log } from "@bellwether/core/log";
import type { ProjectionStore } from "@bellwether/core/projection";
import type { SQSEvent } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { redriveParkedHandler } from "./redrive-parked.ts";

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** A store in which every workflow is at rest; notes whose orders were looked for. */
function atRest(): { projections: ProjectionStore; derived: string[] } {
  const derived: string[] = [];
  return {
    derived,
    projections: {
      advance: async () => "unchanged",
      replace: async () => "written",
      readLastOrder: async () => ({ kind: "present", placed_at: null, stored: null }),
      newestOrder: async (workflowId) => {
        derived.push(workflowId);
        return null;
      },
    },
  };
}

const batch = (...workflowIds: string[]) =>
  JSON.stringify({
    requestContext: { condition: "RetryAttemptsExhausted" },
    payload: JSON.stringify({
      Records: workflowIds.map((id) => ({ dynamodb: { Keys: { workflow_id: { S: id } } } })),
    }),
  });

const notices = (...bodies: string[]) =>
  ({ Records: bodies.map((body, at) => ({ body, messageId: `message-${at}` })) }) as SQSEvent;

const notice = (key: string) =>
  JSON.stringify({ detail: { bucket: { name: "parked" }, object: { key } } });

describe("redriving what the projector parked", () => {
  it("derives each workflow of the batch once", async () => {
    const { projections, derived } = atRest();
    const read: string[] = [];
    const handler = redriveParkedHandler({
      projections,
      readObject: async (bucket, key) => {
        read.push(`${bucket}/${key}`);
        return batch("a", "b", "a");
      },
      log: silent,
    });
    const answer = await handler(notices(notice("aws/lambda/shard:1/batch 1")));
    expect(answer.batchItemFailures).toEqual([]);
    expect(read).toEqual(["parked/aws/lambda/shard:1/batch 1"]);
    expect(derived).toEqual(["a", "b"]);
  });

  it("reports the notice that cannot be followed, and follows the others", async () => {
    const { projections, derived } = atRest();
    const handler = redriveParkedHandler({
      projections,
      readObject: async (_bucket, key) => {
        if (key === "gone") throw new Error("NoSuchKey");
        return batch("a");
      },
      log: silent,
    });
    const answer = await handler(notices(notice("gone"), "not a notice", notice("here")));
    expect(answer.batchItemFailures).toEqual([
      { itemIdentifier: "message-0" },
      { itemIdentifier: "message-1" },
    ]);
    expect(derived).toEqual(["a"]);
  });
});
