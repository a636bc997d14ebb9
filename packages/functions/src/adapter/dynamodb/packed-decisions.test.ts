import { randomUUID } from "node:crypto";
import { PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { type WorkflowDecision, workflowsDecided } from "@bellwether/core/signal";
import * as fc from "fast-check";
import { afterAll, beforeEach, expect, inject, it } from "vitest";
import { itemBytes } from "../../testing/item-bytes.ts";
import { TICK } from "../../testing/sample.ts";
import { documentClient, dynamoClient } from "./client.ts";
import { decisionStore } from "./decision-store.ts";
import { earlierDecisions } from "./earlier-packed-decisions.ts";
import { EARLIER_RUN } from "./earlier-run.fixture.ts";
import { packDecisions, unpackDecisions } from "./packed-decisions.ts";
import { createTable } from "./table.ts";
import { TABLES, tableNames } from "./table-definition.ts";

const PLACE = { parts: 1, ranges: 0 };
const roundTrip = (decisions: readonly WorkflowDecision[]) =>
  unpackDecisions(packDecisions(PLACE, decisions))?.decisions;

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
        ? "no fresh candle"
        : nth % 16 === 0
          ? "signalled already for this candle"
          : null,
      value: skipped ? null : nth % 4 === 3 ? 22_479 + nth / 7 : 22_479.5312 + nth,
      distance_points: skipped ? null : holds ? 0 : Math.fround(nth * 1.37),
      range_points: Math.fround(128.43 + nth),
      episode: holds ? TICK - 1_800 * nth : null,
      episode_count: holds ? nth : 0,
      ...(nth % 50 === 1 && { missing_rows: 1 + (nth % 3) }),
    };
  });
}

/** Bytes of a run at rest for each of its decisions, by the item sizes that AWS counts. */
async function bytesPerDecision(count: number): Promise<number> {
  const store = decisionStore({ documents, names });
  for (const part of workflowsDecided(TICK, decisionsOf(count))) await store.put(part);
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: names.decisions }));
  return Items.reduce((sum, item) => sum + itemBytes(item), 0) / count;
}

// The figures of docs/decisions/0901. Below six workflows the item's key and expiry, 39 bytes, take
// a decision past the limit of 40.
it.each([
  [5_000, 30],
  [500, 30],
  [50, 31],
  [10, 36],
  [6, 40],
  [1, 85],
])(
  "of a run of %d workflows, a decision takes %d bytes at rest, its item included",
  async (count, bytes) => {
    expect(Math.ceil(await bytesPerDecision(count))).toBe(bytes);
  },
);

it("decisions are unchanged after packing and unpacking, in every combination of figures", () => {
  const figures = [null, 0, 12.5];
  const decisions = figures.flatMap((value) =>
    figures.flatMap((distance_points) =>
      figures.flatMap((range_points) =>
        [null, TICK].map((episode, count) => ({
          ...(decisionsOf(1)[0] as WorkflowDecision),
          value,
          distance_points,
          range_points,
          episode,
          episode_count: count,
        })),
      ),
    ),
  );
  expect(roundTrip(decisions)).toEqual(decisions);
});

it("values come back exactly", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.integer({ max: 5e9 }), (double, scaled) => {
      const [first] = decisionsOf(1);
      const decisions = [double, scaled / 10_000].map((value) => ({
        ...(first as WorkflowDecision),
        value,
      }));
      expect(roundTrip(decisions)).toEqual(decisions);
    }),
  );
});

it("decisions of more kinds than the format distinguishes keep their outcome and figures", () => {
  const decisions = decisionsOf(600).map((decision, nth) => ({
    ...decision,
    reason: `reason ${nth}`,
  }));
  const unpacked = roundTrip(decisions) ?? [];
  expect(unpacked[0]).toEqual(decisions[0]);
  const restOf = ({ outcome, value, distance_points, episode_count }: WorkflowDecision) =>
    [outcome, value, distance_points, episode_count].join(" ");
  expect(unpacked.map(restOf)).toEqual(decisions.map(restOf));
  expect(unpacked.at(-1)).toMatchObject({ reason: null });
});

it("items of earlier releases are read: records of 39 bytes, null as NaN", () => {
  const view = new DataView(new ArrayBuffer(39));
  view.setFloat64(17, 7_990.1);
  view.setFloat32(25, Number.NaN);
  view.setFloat32(29, 128.5);
  view.setUint32(33, TICK);
  view.setUint16(37, 3);
  const packed = new Uint8Array(view.buffer);
  const decision = {
    workflow_id: "00000000-0000-0000-0000-000000000000",
    outcome: "signal",
    reason: null,
    value: 7_990.1,
    distance_points: null,
    range_points: 128.5,
    episode: TICK,
    episode_count: 3,
  };
  expect(earlierDecisions({ kinds: [["signal", null]], packed })).toEqual([decision]);
});

it("stored runs of earlier releases are read beside those of this release", async () => {
  const { tick, decisions } = EARLIER_RUN;
  for (const item of EARLIER_RUN.items) {
    const packed = Buffer.from(item.packed, "base64");
    await documents.send(new PutCommand({ TableName: names.decisions, Item: { ...item, packed } }));
  }
  const store = decisionStore({ documents, names });
  expect(await store.read(tick)).toEqual(decisions);
  expect(await store.newest(tick)).toEqual({ tick, decisions });
  const newer = decisionsOf(3);
  for (const part of workflowsDecided(tick + 1_800, newer)) await store.put(part);
  expect(await store.newest(tick + 1_800)).toEqual({ tick: tick + 1_800, decisions: newer });
});

it("the readable part of a damaged item is returned", () => {
  const [first, second] = decisionsOf(2);
  const packed = packDecisions(PLACE, [first, second] as WorkflowDecision[]);
  expect(unpackDecisions(packed.subarray(0, -1))?.decisions).toEqual([first]);
  expect(unpackDecisions(packed.subarray(0, 5))).toBeNull();
  expect(unpackDecisions(Uint8Array.of(99, ...packed.subarray(1)))).toBeNull();
});
