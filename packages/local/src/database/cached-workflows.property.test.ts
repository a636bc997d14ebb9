import { scoreOf } from "@bellwether/core/outcome";
import { lastOrderOf } from "@bellwether/core/projection";
import type { Stored } from "@bellwether/core/store";
import type { Workflow } from "@bellwether/core/workflow";
import {
  memoryProjectionStore,
  memoryScoreProjection,
  memoryWorkflowStore,
  type WorkflowItems,
} from "@bellwether/functions/adapter/memory";
import {
  aDraft,
  anOrder,
  aWorkflow,
  TICK,
  workflowStoreContract,
} from "@bellwether/functions/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cachedWorkflows } from "./cached-workflows.ts";

const IDS = Array.from({ length: 24 }, (_, place) => {
  const last = String(place).padStart(12, "0");
  return `11111111-1111-4111-8111-${last}`;
});

const step = fc.oneof(
  fc.record({ kind: fc.constant("create" as const), id: fc.constantFrom(...IDS) }),
  fc.record({ kind: fc.constant("update" as const), id: fc.constantFrom(...IDS) }),
  fc.record({ kind: fc.constant("delete" as const), id: fc.constantFrom(...IDS) }),
  fc.record({ kind: fc.constant("advance" as const), id: fc.constantFrom(...IDS) }),
  fc.record({ kind: fc.constant("replace" as const), id: fc.constantFrom(...IDS) }),
  fc.record({ kind: fc.constant("score" as const), id: fc.constantFrom(...IDS) }),
  fc.record({ kind: fc.constant("snooze" as const), id: fc.constantFrom(...IDS) }),
  fc.constant({ kind: "scan" as const }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

type Stores = Parameters<typeof cachedWorkflows>[0];
type Delay = <T>(act: () => Promise<T>) => Promise<T>;

/** The memory stores behind a wire: a request takes effect late, its answer comes later still. */
function wired(items: WorkflowItems, delay: Delay): Stores {
  const workflows = memoryWorkflowStore(items);
  const projections = memoryProjectionStore({
    workflows: items,
    orders: new Map(),
    signals: new Map(),
  });
  const putScore = memoryScoreProjection(items);
  return {
    workflows: {
      scan: () => delay(workflows.scan),
      read: (id) => delay(() => workflows.read(id)),
      create: (workflow) => delay(() => workflows.create(workflow)),
      update: (...edit) => delay(() => workflows.update(...edit)),
      delete: (...which) => delay(() => workflows.delete(...which)),
      snooze: (...which) => delay(() => workflows.snooze(...which)),
    },
    projections: {
      ...projections,
      advance: (...order) => delay(() => projections.advance(...order)),
      replace: (...change) => delay(() => projections.replace(...change)),
    },
    putScore: (...score) => delay(() => putScore(...score)),
  };
}

function act(
  { workflows, projections, putScore }: Stores,
  one: Step,
  place: number,
): Promise<unknown> {
  if (one.kind === "scan") return workflows.scan();
  const { id } = one;
  const order = () => lastOrderOf(anOrder({ workflow_id: id, placed_at: TICK + place }));
  switch (one.kind) {
    case "create":
      return workflows.create(aWorkflow({ id, name: `${id} ${place}` }));
    case "update":
      return workflows.update(id, 1, aDraft({ name: `${id} ${place}` }), TICK + place);
    case "delete":
      return workflows.delete(id, null);
    case "snooze":
      return workflows.snooze(id, { snoozed_at: TICK + place, snoozed_until: null });
    case "score":
      return putScore(
        id,
        scoreOf([], { workflow_version: 1, scored_from: 0, scored_to: place + 1 }),
      );
    case "advance":
      return projections.advance(id, order(), [TICK + place]);
    default:
      return projections.replace(
        id,
        { placed_at: null, signal_ticks: null },
        { last_order: order(), signal_ticks: [TICK + place] },
      );
  }
}

const sorted = (rows: readonly Stored<Workflow>[]) =>
  rows.map((row) => JSON.stringify(row)).toSorted();

/** Which of several requests that are on their way is served next is the scheduler's choice. */
const schedulerOf = (scheduler: fc.Scheduler): Delay => {
  const lag = () => scheduler.schedule(Promise.resolve());
  return async (request) => {
    await lag();
    const answer = await request();
    await lag();
    return answer;
  };
};

describe("cached workflows", () => {
  it("equal the table after any concurrent writes in any order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(step, { minLength: 1, maxLength: 40 }),
        async (scheduler, steps) => {
          const items: WorkflowItems = new Map(
            IDS.slice(0, 16).map((id) => [id, aWorkflow({ id, name: id })]),
          );
          const stores = cachedWorkflows(wired(items, schedulerOf(scheduler)));
          const all = steps.map((one, place) => act(stores, one, place));
          await scheduler.waitFor(Promise.all(all));
          const scanned = await scheduler.waitFor(stores.workflows.scan());
          expect(sorted(scanned)).toEqual(sorted(await memoryWorkflowStore(items).scan()));
        },
      ),
    );
  });

  it("show a completed write to every scan that begins after it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 0, max: 3 }),
        async (scheduler, others) => {
          const items: WorkflowItems = new Map(IDS.map((id) => [id, aWorkflow({ id, name: id })]));
          const { workflows } = cachedWorkflows(wired(items, schedulerOf(scheduler)));
          await scheduler.waitFor(workflows.scan());
          const [id = ""] = IDS;
          await scheduler.waitFor(workflows.update(id, 1, aDraft({ name: "Renamed" }), TICK));
          const scans = Array.from({ length: others + 1 }, () => workflows.scan());
          for (const scanned of await scheduler.waitFor(Promise.all(scans))) {
            const found = scanned.find((row) => row.kind === "valid" && row.value.id === id);
            expect(found).toMatchObject({ value: { name: "Renamed", version: 2 } });
          }
        },
      ),
    );
  });

  it("read the table once, and then only the written items", async () => {
    const items: WorkflowItems = new Map(IDS.map((id) => [id, aWorkflow({ id, name: id })]));
    const asked: string[] = [];
    const memory = memoryWorkflowStore(items);
    const { workflows } = cachedWorkflows({
      workflows: {
        ...memory,
        scan: () => {
          asked.push("scan");
          return memory.scan();
        },
        read: (id) => {
          asked.push(id);
          return memory.read(id);
        },
      },
      projections: memoryProjectionStore({
        workflows: items,
        orders: new Map(),
        signals: new Map(),
      }),
      putScore: memoryScoreProjection(items),
    });
    const [first = "", second = ""] = IDS;
    await workflows.scan();
    await workflows.scan();
    await workflows.update(first, 1, aDraft({ name: "Renamed" }), TICK);
    await workflows.delete(second, null);
    expect(await workflows.scan()).toHaveLength(IDS.length - 1);
    await workflows.scan();
    expect(asked).toEqual(["scan", first, second]);
  });

  it("do not read created items again", async () => {
    const items: WorkflowItems = new Map(IDS.map((id) => [id, aWorkflow({ id, name: id })]));
    const stores = wired(items, (request) => request());
    const read = () => Promise.reject(new Error("read"));
    const { workflows } = cachedWorkflows({
      ...stores,
      workflows: { ...stores.workflows, read },
    });
    await workflows.scan();
    await workflows.create(aWorkflow({ id: crypto.randomUUID(), name: "New" }));
    expect(await workflows.scan()).toHaveLength(IDS.length + 1);
  });

  it("do not restore an item that was deleted before the response to its creation", async () => {
    const items: WorkflowItems = new Map(IDS.map((id) => [id, aWorkflow({ id, name: id })]));
    const stores = wired(items, (request) => request());
    let answer = (): void => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { workflows } = cachedWorkflows({
      ...stores,
      workflows: {
        ...stores.workflows,
        async create(workflow) {
          const outcome = await stores.workflows.create(workflow);
          await answered;
          return outcome;
        },
      },
    });
    await workflows.scan();
    const id = crypto.randomUUID();
    const creating = workflows.create(aWorkflow({ id, name: "New" }));
    await workflows.delete(id, null);
    await workflows.scan();
    answer();
    await creating;
    expect(await workflows.scan()).toHaveLength(IDS.length);
  });

  it("read every written workflow again after a failed scan or a lost response", async () => {
    const items: WorkflowItems = new Map(IDS.map((id) => [id, aWorkflow({ id, name: id })]));
    const memory = memoryWorkflowStore(items);
    let isDown = false;
    const orDown: Delay = async (request) => {
      const answer = await request();
      if (isDown) throw new Error("the connection was lost");
      return answer;
    };
    const { workflows } = cachedWorkflows(wired(items, orDown));
    await workflows.scan();
    isDown = true;
    const [id = ""] = IDS;
    const lost = workflows.update(id, 1, aDraft({ name: "Renamed" }), TICK);
    await expect(lost).rejects.toThrow("lost");
    await expect(workflows.scan()).rejects.toThrow("lost");
    isDown = false;
    expect(sorted(await workflows.scan())).toEqual(sorted(await memory.scan()));
  });

  it("show a write that timed out but took effect, some scans later", async () => {
    const items: WorkflowItems = new Map(IDS.map((id) => [id, aWorkflow({ id, name: id })]));
    const memory = memoryWorkflowStore(items);
    const { workflows } = cachedWorkflows({
      ...wired(items, (request) => request()),
      workflows: { ...memory, update: () => Promise.reject(new Error("no answer in time")) },
    });
    const [id = ""] = IDS;
    await workflows.scan();
    await expect(workflows.update(id, 1, aDraft({ name: "Late" }), TICK)).rejects.toThrow("time");
    await workflows.scan();
    await memory.update(id, 1, aDraft({ name: "Late" }), TICK);
    expect(sorted(await workflows.scan())).toEqual(sorted(await memory.scan()));
  });
});

workflowStoreContract(async () => {
  const items: WorkflowItems = new Map();
  const { workflows } = cachedWorkflows(wired(items, (request) => request()));
  return {
    store: workflows,
    putItem: async (item) => {
      items.set(item.id, item);
    },
  };
});
