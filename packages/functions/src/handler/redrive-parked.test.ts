import { randomUUID } from "node:crypto";
import type { Log } from "@bellwether/core/log";
import { type ProjectionStore, signalRowOf } from "@bellwether/core/projection";
import { describe, expect, it } from "vitest";
import { memoryProjectionStore, type SignalItems } from "../adapter/memory/projection-store.ts";
import { anOrder, TICK } from "../testing/sample.ts";
import { inSequence } from "./queue-consumer.ts";
import {
  parkedNotice,
  parkedOrders,
  redriveParkedHandler,
  redriveRecordsHandler,
} from "./redrive-parked.ts";

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** A store in which every workflow is at rest; notes whose orders were looked for. */
function atRest(): { projections: ProjectionStore; derived: string[]; signals: SignalItems } {
  const derived: string[] = [];
  const workflows = new Map([A, B].map((id) => [id, { id }]));
  const orders = new Map([[present.id, present]]);
  const signals: SignalItems = new Map([[gone.id, signalRowOf(gone)]]);
  const projections = memoryProjectionStore({ workflows, orders, signals });
  return {
    derived,
    signals,
    projections: {
      ...projections,
      ordersOf: async (workflowId) => {
        derived.push(workflowId);
        return [];
      },
    },
  };
}

const A = randomUUID();
const B = randomUUID();
const present = anOrder({ workflow_id: A });
const gone = anOrder({ workflow_id: B });

const batch = (...workflowIds: string[]) =>
  JSON.stringify({
    requestContext: { condition: "RetryAttemptsExhausted" },
    payload: JSON.stringify({
      Records: workflowIds.map((id) => ({
        dynamodb: { Keys: { workflow_id: { S: id }, placed_at: { N: String(TICK) } } },
      })),
    }),
  });

const notice = (key: string) =>
  JSON.stringify({ detail: { bucket: { name: "parked" }, object: { key } } });

describe("redriving parked records of the projector", () => {
  it("derives each workflow of the batch once", async () => {
    const { projections, derived } = atRest();
    const read: string[] = [];
    const redrive = redriveParkedHandler({
      marketNow: () => TICK,
      projections,
      readObject: async (bucket, key) => {
        read.push(`${bucket}/${key}`);
        return batch(A, B, A);
      },
      log: silent,
    });
    const consume = inSequence(parkedNotice, redrive);
    expect(await consume([notice("aws/lambda/shard:1/batch 1")])).toEqual([{ kind: "done" }]);
    expect(read).toEqual(["parked/aws/lambda/shard:1/batch 1"]);
    expect(derived).toEqual([A, B]);
  });

  it("lists the orders of the batch that are there, and no others", async () => {
    const { projections, signals } = atRest();
    const redrive = redriveRecordsHandler({ projections, marketNow: () => TICK, log: silent });
    await redrive(parkedOrders((JSON.parse(batch(A, B, A)) as { payload: string }).payload));
    expect([...signals.keys()]).toEqual([present.id]);
  });

  it("retries a notice whose object cannot be read now and parks an invalid one", async () => {
    const { projections, derived } = atRest();
    const redrive = redriveParkedHandler({
      marketNow: () => TICK,
      projections,
      readObject: async (_bucket, key) => {
        if (key === "away") throw new Error("SlowDown");
        return key === "empty" ? "{}" : batch(A);
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
    expect(derived).toEqual([A]);
  });

  it("derives the workflows of records that were parked individually", async () => {
    const { projections, derived } = atRest();
    const consume = inSequence(
      parkedOrders,
      redriveRecordsHandler({ projections, marketNow: () => TICK, log: silent }),
    );
    const { payload } = JSON.parse(batch(A, B)) as { payload: string };
    expect(await consume([payload, '{"Records":[]}'])).toEqual([
      { kind: "done" },
      { kind: "poison", reason: expect.stringContaining("Records") },
    ]);
    expect(derived).toEqual([A, B]);
  });
});
