import { expect, it } from "vitest";
import { memoryQueueStore } from "./memory-queue-store.ts";
import { openQueues } from "./queue.ts";

const HOUR_MS = 3_600_000;

it("a queue delivers sent or redriven messages at once, even if the clock was set back", async () => {
  let now = 10 * HOUR_MS;
  let ids = 0;
  const queues = await openQueues(
    {
      store: memoryQueueStore(),
      systemNow: () => now,
      random: () => 0.5,
      newId: () => `${(ids += 1)}`,
    },
    ["notify"],
  );
  const queue = queues.queue("notify");
  await queue.park("parked", "no reason");
  await queues.send([{ queue: "notify", body: "sent" }]);
  await queue.redrive();
  now -= HOUR_MS;
  expect(queue.depth()).toMatchObject({ visible: 2, delayed: 0 });
  expect(queue.receive(10).map(({ body }) => body)).toEqual(["sent", "parked"]);
});
