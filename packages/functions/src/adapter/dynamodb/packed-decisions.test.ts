import { randomUUID } from "node:crypto";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { type WorkflowDecision, workflowsDecided } from "@bellwether/core/signal";
import { afterAll, beforeEach, expect, inject, it } from "vitest";
import { itemBytes } from "../../testing/item-bytes.ts";
import { TICK } from "../../testing/sample.ts";
import { documentClient, dynamoClient } from "./client.ts";
import { decisionStore } from "./decision-store.ts";
import { packDecisions, unpackDecisions } from "./packed-decisions.ts";
import { createTable } from "./table.ts";
import { TABLES, tableNames } from "./table-definition.ts";

const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
const documents = documentClient(client);
afterAll(() => client.destroy());

let names: ReturnType<typeof tableNames>;
beforeEach(async () => {
  names = tableNames(`${randomUUID()}-`);
  await createTable(client, names.decisions, TABLES.decisions);
});

/** Decisions of every kind, as a run makes them: most conditions do not hold. */
function decisionsOf(count: number): readonly WorkflowDecision[] {
  return Array.from({ length: count }, (_, nth): WorkflowDecision => {
    const holds = nth % 8 === 0;
    const skipped = nth % 11 === 5;
    return {
      workflow_id: randomUUID(),
      outcome: skipped
        ? "skipped"
        : holds
          ? nth % 16 === 0
            ? "held_back"
            : "signal"
          : "no_signal",
      reason: skipped
        ? "too few candles"
        : nth % 16 === 0
          ? "signalled already for this candle"
          : null,
      value: skipped ? null : 22_479.5312 + nth / 7,
      distance_points: skipped ? null : holds ? 0 : Math.fround(nth * 1.37),
      range_points: Math.fround(128.43 + nth),
      episode: holds ? TICK - 1_800 * nth : null,
      episode_count: holds ? nth : 0,
      ...(nth % 50 === 1 && { missing_rows: 1 + (nth % 3) }),
    };
  });
}

it("a decision takes at most 40 bytes at rest, its share of the item included", async () => {
  const store = decisionStore({ documents, names });
  for (const part of workflowsDecided(TICK, decisionsOf(5_000))) await store.put(part);
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: names.decisions }));
  const bytes = Items.reduce((sum, item) => sum + itemBytes(item), 0);
  expect(Items).toHaveLength(10);
  expect(bytes / 5_000).toBeLessThanOrEqual(40);
  // What the record of the decision states (docs/decisions/0901).
  expect(bytes / 5_000).toBeCloseTo(39.5, 0);
});

it("decisions of more kinds than the format distinguishes keep their outcome", () => {
  const decisions = decisionsOf(600).map((decision, nth) => ({
    ...decision,
    reason: `reason ${nth}`,
  }));
  const unpacked = unpackDecisions(packDecisions(decisions));
  expect(unpacked.map(({ outcome }) => outcome)).toEqual(decisions.map(({ outcome }) => outcome));
  expect(unpacked[0]).toEqual(decisions[0]);
  expect(unpacked.at(-1)).toMatchObject({ reason: null, value: decisions.at(-1)?.value });
});

it("items stored before missing rows were counted are read", () => {
  const { packed } = packDecisions([
    { ...(decisionsOf(1)[0] as WorkflowDecision), outcome: "signal", reason: null },
  ]);
  const [decision] = unpackDecisions({ kinds: [["signal", null]], packed });
  expect(decision?.outcome).toBe("signal");
  expect(decision?.missing_rows).toBeUndefined();
});
