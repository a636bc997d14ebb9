import type {
  EventBridgeClient,
  PutEventsCommand,
  PutEventsResponse,
} from "@aws-sdk/client-eventbridge";
import { type DomainEvent, PublishError } from "@bellwether/core/event";
import { describe, expect, it } from "vitest";
import { aRun, aSignal, TICK } from "../../testing/sample.ts";
import { entrySize, eventBridgePublish, MAX_CALL_BYTES, MAX_ENTRIES } from "./publish.ts";

type Entries = NonNullable<PutEventsCommand["input"]["Entries"]>;
type Answer = (entries: Entries, call: number) => PutEventsResponse;

/** A client that answers as the script says. */
function harness(answer: Answer) {
  const calls: Entries[] = [];
  const sleeps: number[] = [];
  const client = {
    async send({ input }: PutEventsCommand): Promise<PutEventsResponse> {
      calls.push(input.Entries ?? []);
      return answer(input.Entries ?? [], calls.length);
    },
  } as unknown as EventBridgeClient;
  const publish = eventBridgePublish({
    client,
    busName: "bellwether",
    random: () => 0.5,
    async sleep(durationMs) {
      sleeps.push(durationMs);
    },
  });
  return { publish, calls, sleeps };
}

const signals = (count: number, name = "a name"): DomainEvent[] =>
  Array.from({ length: count }, (_, index) => {
    const placed_at = TICK + index * 1_800;
    return { type: "OrderSignal", detail: aSignal({ placed_at, workflow_name: name }) };
  });
const accept = (entries: Entries): PutEventsResponse => ({
  FailedEntryCount: 0,
  Entries: entries.map(() => ({ EventId: "id" })),
});
const tickOf = ({ Time }: Entries[number]) => (Time?.getTime() ?? 0) / 1_000;

describe("publishing", () => {
  it("resends only the entries that the response marks as failed", async () => {
    const { publish, calls, sleeps } = harness((entries, call) =>
      call > 1
        ? accept(entries)
        : {
            FailedEntryCount: 2,
            Entries: [{ ErrorCode: "ThrottlingException" }, { EventId: "id" }, { ErrorCode: "x" }],
          },
    );
    await publish(signals(3));
    expect(calls.map((entries) => entries.map(tickOf))).toEqual([
      [TICK, TICK + 1_800, TICK + 3_600],
      [TICK, TICK + 3_600],
    ]);
    expect(sleeps).toEqual([100]);
  });

  it("rejects after five attempts and names the entries that still fail", async () => {
    const { publish, calls, sleeps } = harness((entries) => ({
      FailedEntryCount: 1,
      Entries: entries.map((entry) =>
        entry.DetailType === "RunCompleted" ? { ErrorCode: "InternalFailure" } : { EventId: "id" },
      ),
    }));
    const events: DomainEvent[] = [...signals(1), { type: "RunCompleted", detail: aRun() }];
    const failure = await publish(events).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PublishError);
    expect(failure).toMatchObject({ rejected: [`RunCompleted of ${TICK}`], retryable: true });
    expect(calls.map((entries) => entries.length)).toEqual([2, 1, 1, 1, 1]);
    expect(sleeps).toEqual([100, 200, 400, 800]);
  });

  it("resends every entry when the whole call fails", async () => {
    const { publish, calls } = harness((entries, call) => {
      if (call < 3) throw new Error("socket hang up");
      return accept(entries);
    });
    await publish(signals(2));
    expect(calls.map((entries) => entries.length)).toEqual([2, 2, 2]);
  });

  it("treats entries that are missing in the response as failed", async () => {
    const { publish, calls } = harness((entries, call) =>
      call > 1 ? accept(entries) : { FailedEntryCount: 1, Entries: [{ EventId: "id" }] },
    );
    await publish(signals(2));
    expect(calls.map((entries) => entries.map(tickOf))).toEqual([
      [TICK, TICK + 1_800],
      [TICK + 1_800],
    ]);
  });

  it("splits events into calls of at most ten entries and 256 KiB", async () => {
    const many = harness(accept);
    await many.publish(signals(25));
    expect(many.calls.map((entries) => entries.length)).toEqual([MAX_ENTRIES, MAX_ENTRIES, 5]);

    const large = harness(accept);
    await large.publish(signals(10, "é".repeat(30_000)));
    expect(large.calls.flat()).toHaveLength(10);
    for (const entries of large.calls) {
      const bytes = entries.reduce((sum, entry) => sum + entrySize(entry), 0);
      expect(bytes).toBeLessThanOrEqual(MAX_CALL_BYTES);
      expect(entries.length).toBeGreaterThan(1);
    }
  });

  it("makes no call without events", async () => {
    const { publish, calls } = harness(accept);
    await publish([]);
    expect(calls).toEqual([]);
  });
});
