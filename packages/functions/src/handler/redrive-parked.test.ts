import type { Log } from "@bellwether/core/log";
import type { ProjectionStore } from "@bellwether/core/projection";
import { describe, expect, it } from "vitest";
import { inSequence } from "./queue-consumer.ts";
import {
  parkedNotice,
  parkedWorkflows,
  redriveParkedHandler,
  redriveRecordsHandler,
} from "./redrive-parked.ts";

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

const notice = (key: string) =>
  JSON.stringify({ detail: { bucket: { name: "parked" }, object: { key } } });

describe("redriving what the projector parked", () => {
  it("derives each workflow of the batch once", async () => {
    const { projections, derived } = atRest();
    const read: string[] = [];
    const redrive = redriveParkedHandler({
      projections,
      readObject: async (bucket, key) => {
        read.push(`${bucket}/${key}`);
        return batch("a", "b", "a");
      },
      log: silent,
    });
    const consume = inSequence(parkedNotice, redrive);
    expect(await consume([notice("aws/lambda/shard:1/batch 1")])).toEqual([{ kind: "done" }]);
    expect(read).toEqual(["parked/aws/lambda/shard:1/batch 1"]);
    expect(derived).toEqual(["a", "b"]);
  });

  it("repeats a notice whose object cannot be read now, and parks what no retry can mend", async () => {
    const { projections, derived } = atRest();
    const redrive = redriveParkedHandler({
      projections,
      readObject: async (_bucket, key) => {
        if (key === "away") throw new Error("SlowDown");
        return key === "empty" ? "{}" : batch("a");
      },
      log: silent,
    });
    const consume = inSequence(parkedNotice, redrive);
    const bodies = [notice("away"), "not a notice", notice("empty"), notice("here")];
    expect(await consume(bodies)).toEqual([
      { kind: "failed", reason: "SlowDown" },
      { kind: "poison", reason: "the message is not JSON" },
      { kind: "poison", reason: expect.stringContaining("payload") },
      { kind: "done" },
    ]);
    expect(derived).toEqual(["a"]);
  });

  it("derives the workflows of records that were parked as they are", async () => {
    const { projections, derived } = atRest();
    const consume = inSequence(
      parkedWorkflows,
      redriveRecordsHandler({ projections, log: silent }),
    );
    const { payload } = JSON.parse(batch("a", "b")) as { payload: string };
    expect(await consume([payload, '{"Records":[]}'])).toEqual([
      { kind: "done" },
      { kind: "poison", reason: expect.stringContaining("Records") },
    ]);
    expect(derived).toEqual(["a", "b"]);
  });
});
