import { marshall } from "@aws-sdk/util-dynamodb";
import { memoryProjectionStore, type WorkflowItems } from "@bellwether/functions/adapter/memory";
import { projectHandler } from "@bellwether/functions/handler";
import { anOrder, aWorkflow } from "@bellwether/functions/testing";
import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { damaged, NUM_RUNS, TIMEOUT_MS } from "./malformed.ts";

const SOUND = "00000000-0000-4000-8000-000000000002";
const log = { info: () => {}, warn: () => {}, error: () => {} };

const insert = (sequence: string, workflow_id: string) => {
  const order = anOrder({ workflow_id });
  return {
    eventID: sequence,
    eventName: "INSERT",
    dynamodb: {
      SequenceNumber: sequence,
      Keys: marshall({ workflow_id, placed_at: order.placed_at }),
      NewImage: marshall(order),
    },
  };
};

/** A stream record is always an object; its fields can hold anything. */
const isRecord = (value: unknown) => typeof value === "object" && value !== null;

describe("a malformed stream record", { timeout: TIMEOUT_MS }, () => {
  it("fails alone, while the record of another workflow is projected", async () => {
    const { id } = aWorkflow();
    await fc.assert(
      fc.asyncProperty(damaged(insert("1", id)).filter(isRecord), async (bad) => {
        const workflows: WorkflowItems = new Map(
          [id, SOUND].map((one) => [one, aWorkflow({ id: one })]),
        );
        const projections = memoryProjectionStore({
          workflows,
          orders: new Map(),
          signals: new Map(),
        });
        const records = [bad, insert("2", SOUND)] as unknown as DynamoDBRecord[];
        const event: DynamoDBStreamEvent = { Records: records };
        const { batchItemFailures } = await projectHandler({
          projections,
          systemNow: () => 0,
          log,
        })(event);
        expect(workflows.get(SOUND)).toHaveProperty("last_order.placed_at");
        expect(batchItemFailures.length).toBeLessThanOrEqual(1);
        expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).not.toContain("2");
      }),
      { numRuns: NUM_RUNS },
    );
  });
});
