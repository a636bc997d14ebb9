import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ConsumerHarness, consumerHarness, FIRST_SHARD, turn } from "./consumer-harness.ts";

let harness: ConsumerHarness;
beforeEach(() => {
  harness = consumerHarness();
});
afterEach(() => harness.clear());

const moveCheckpoint = async (sequence: string) => {
  const [arn = ""] = await harness.client.listStreams("orders");
  await harness.checkpoints.save(arn, { shard: FIRST_SHARD, sequence, finished: false }, 1);
};

describe("the consumer never skips records silently", () => {
  it("recovers and delivers every record when the checkpoint is ahead of the stream", async () => {
    const before = harness.write(3);
    await harness.runOnce();
    await moveCheckpoint("900000000000000000000000000000000000001");
    harness.handled.length = 0;
    const after = harness.write(2);
    const consumer = await harness.runOnce();
    expect(harness.handled).toEqual([...before, ...after]);
    expect(harness.lossGaps()).toMatchObject([{ kind: "unknown-position", shard: FIRST_SHARD }]);
    expect(consumer.snapshot().gaps).toBe(1);
  });

  it("recovers when the checkpoint names a record that is not in the stream", async () => {
    const before = harness.write(3);
    await harness.runOnce();
    const handled = BigInt(await harness.sequenceNumberOf("item 2"));
    await moveCheckpoint(String(handled + 1n));
    harness.handled.length = 0;
    await harness.runOnce();
    expect(harness.handled).toEqual(before);
    expect(harness.lossGaps()).toMatchObject([{ kind: "unknown-position" }]);
  });

  it("does not report a gap for a few empty answers before the record of the checkpoint", async () => {
    const before = harness.write(1);
    await harness.runOnce();
    const { getRecords } = harness.client;
    let empty = 3;
    harness.client = {
      ...harness.client,
      async getRecords(iterator, limit) {
        if (empty === 0) return getRecords(iterator, limit);
        empty -= 1;
        return { records: [], next: iterator };
      },
    };
    const after = harness.write(1);
    await harness.runOnce();
    expect(harness.handled).toEqual([...before, ...after]);
    expect(harness.lossGaps()).toEqual([]);
  });

  it("continues with a batch of one record", async () => {
    const before = harness.write(2);
    await harness.runOnce(harness.takeAll, { batchSize: 1 });
    const after = harness.write(2);
    await harness.runOnce(harness.takeAll, { batchSize: 1 });
    expect(harness.handled).toEqual([...before, ...after]);
  });

  it("reads a shard from its oldest record when its checkpoint is damaged", async () => {
    const before = harness.write(2);
    await harness.runOnce();
    harness.handled.length = 0;
    const { list, remove } = harness.checkpoints;
    let damaged = [FIRST_SHARD];
    harness.checkpoints = {
      ...harness.checkpoints,
      list: async (stream) => (damaged.length > 0 ? { checkpoints: [], damaged } : list(stream)),
      async remove(stream, shard, epoch) {
        damaged = damaged.filter((one) => one !== shard);
        await remove(stream, shard, epoch);
      },
    };
    await harness.runOnce();
    expect(harness.handled).toEqual(before);
    expect(harness.lossGaps()).toMatchObject([{ kind: "damaged-checkpoint", shard: FIRST_SHARD }]);
  });

  it("loses nothing when one listing omits a closed shard that is half read", async () => {
    const names = harness.write(4);
    const halfway = harness.start(
      async ({ Records }) => {
        if (harness.handled.length > 0) throw new Error("the process ends here");
        await harness.takeAll({ Records });
      },
      { batchSize: 2 },
    );
    while (harness.handled.length < 2) await turn();
    await halfway.stop();
    harness.stream.close(FIRST_SHARD, 1);
    names.push(...harness.write(2));
    const { describe: list } = harness.client;
    let listings = 0;
    harness.client = {
      ...harness.client,
      async describe(stream, after) {
        const page = await list(stream, after);
        listings += 1;
        if (listings > 1) return page;
        return { ...page, shards: page.shards.filter(({ id }) => id !== FIRST_SHARD) };
      },
    };
    await harness.runOnce();
    expect(harness.handled).toEqual(names);
    expect(harness.lossGaps()).toEqual([]);
  });
});
