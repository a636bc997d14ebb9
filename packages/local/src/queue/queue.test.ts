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

it("the messages of a queue that is no longer opened wait for it, unless they are discarded", async () => {
  const store = memoryQueueStore();
  let ids = 0;
  const deps = { store, systemNow: () => 0, random: () => 0.5, newId: () => `${(ids += 1)}` };
  const before = await openQueues(deps, ["notify", "telegram"]);
  await before.send([
    { queue: "telegram", body: "first" },
    { queue: "telegram", body: "second" },
    { queue: "notify", body: "other" },
  ]);
  await before.queue("telegram").park("parked", "no reason");

  const without = await openQueues(deps, ["notify"]);
  expect(without.all().map(({ name }) => name)).toEqual(["notify"]);
  const [telegram, ...others] = without.abandoned;
  expect(others).toEqual([]);
  const bodies = () => telegram?.messages().map(({ body }) => body);
  expect(telegram?.name).toBe("telegram");
  expect(bodies()).toEqual(["first", "second", "parked"]);
  const [first] = telegram?.messages() ?? [];
  expect(await telegram?.discard([first?.id ?? "", "unknown"])).toBe(1);
  expect(bodies()).toEqual(["second", "parked"]);

  const again = await openQueues(deps, ["notify", "telegram"]);
  expect(again.abandoned).toEqual([]);
  const returned = again.queue("telegram");
  expect(returned.receive(10).map(({ body }) => body)).toEqual(["second"]);
  expect(returned.deadLetters().map(({ body }) => body)).toEqual(["parked"]);
});
