import { marshall } from "@aws-sdk/util-dynamodb";
import type { Log } from "@bellwether/core/log";
import { signalRowOf } from "@bellwether/core/projection";
import type { DynamoDBRecord } from "aws-lambda";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderItems } from "../adapter/memory/order-store.ts";
import { memoryProjectionStore, type SignalItems } from "../adapter/memory/projection-store.ts";
import { memoryWorkflowStore, type WorkflowItems } from "../adapter/memory/workflow-store.ts";
import { anOrder, aWorkflow, TICK } from "../testing/sample.ts";
import { projectHandler } from "./project.ts";
import { rebuild } from "./rebuild.ts";

const log: Log = { info: () => {}, warn: () => {}, error: () => {} };
const IDS = ["5b0f4a1e-6c0d-4e7b-9a35-0f6f1f6f3a01", "5b0f4a1e-6c0d-4e7b-9a35-0f6f1f6f3a02"];

/** Puts and removals of orders of two workflows, as batches; each batch comes once or twice. */
const history = fc.array(
  fc.record({
    changes: fc.array(fc.record({ put: fc.boolean(), workflow: fc.nat(1), step: fc.nat(6) }), {
      minLength: 1,
      maxLength: 6,
    }),
    again: fc.boolean(),
  }),
  { maxLength: 8 },
);

describe("the projection", () => {
  it("equals the result of a rebuild after any history in any batches", async () => {
    await fc.assert(
      fc.asyncProperty(history, async (batches) => {
        const workflows: WorkflowItems = new Map(
          IDS.map((id) => [id, aWorkflow({ id, name: `workflow ${id}` })]),
        );
        const orders: OrderItems = new Map();
        const signals: SignalItems = new Map();
        const projections = memoryProjectionStore({ workflows, orders, signals });
        const project = projectHandler({ projections, systemNow: () => 0, log });
        let sequence = 0;
        for (const { changes, again } of batches) {
          const Records: DynamoDBRecord[] = [];
          for (const { put, workflow, step } of changes) {
            const order = anOrder({
              workflow_id: IDS[workflow] ?? "",
              placed_at: TICK + step * 1_800,
            });
            if (put === orders.has(order.id)) continue;
            if (put) orders.set(order.id, order);
            else orders.delete(order.id);
            sequence += 1;
            const { workflow_id, placed_at } = order;
            Records.push({
              eventName: put ? "INSERT" : "REMOVE",
              dynamodb: {
                SequenceNumber: String(sequence),
                Keys: marshall({ workflow_id, placed_at }) as never,
                ...(put && { NewImage: marshall(order) as never }),
              },
            });
          }
          await project({ Records });
          if (again) await project({ Records });
        }
        const live = structuredClone([...workflows.values()]);
        const rows = structuredClone([...signals]);
        const scanWorkflows = memoryWorkflowStore(workflows).scan;
        const report = await rebuild({
          projections,
          scanWorkflows,
          marketNow: () => TICK,
          sleep: async () => {},
          log,
        })();
        expect(report).toMatchObject({ workflows: 2, differences: [], failed: [] });
        expect([...workflows.values()]).toEqual(live);
        expect([...signals]).toEqual(rows);
        const present = [...orders.values()].map(
          (order) => [order.id, signalRowOf(order)] as const,
        );
        expect(new Map(rows)).toEqual(new Map(present));
        for (const [id, item] of workflows) {
          const ticks = present.flatMap(([, row]) =>
            row.workflow_id === id ? [row.placed_at] : [],
          );
          expect(item["signal_ticks"] ?? new Set()).toEqual(new Set(ticks));
        }
      }),
      { numRuns: 100 },
    );
  });
});
