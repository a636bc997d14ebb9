import type { DomainEvent } from "@bellwether/core/event";
import type { EpisodeCut, WorkflowDecision } from "@bellwether/core/signal";
import { DAY_SECONDS, type Instant } from "@bellwether/core/time";
import type { Workflow } from "@bellwether/core/workflow";
import { beforeEach, describe, expect, it } from "vitest";
import { memoryEpisodeCutStore } from "../adapter/memory/episode-cut-store.ts";
import { aWorkflow, TICK } from "../testing/sample.ts";
import { endCutEpisodes } from "./cut-episodes.ts";

const workflow = aWorkflow();
const cut: EpisodeCut = {
  workflow_id: workflow.id,
  version: 1,
  at: TICK - 600,
  reason: "deleted",
  episode: TICK - 7_200,
  episode_count: 3,
};
const end = {
  schema: 1,
  workflow_id: workflow.id,
  episode: TICK - 7_200,
  episode_count: 3,
  tick: TICK - 600,
  reason: "deleted",
};

describe("a run", () => {
  let items: Map<string, EpisodeCut>;
  let stored: Workflow[];
  let decided: Map<Instant, WorkflowDecision[]>;
  let busIsDown: boolean;
  let warnings: string[];
  beforeEach(() => {
    items = new Map();
    stored = [];
    decided = new Map();
    busIsDown = false;
    warnings = [];
  });
  const store = () => memoryEpisodeCutStore(items);
  const run = async (tick = TICK) => {
    const published: DomainEvent[] = [];
    const deps = {
      episodeCuts: store(),
      scanWorkflows: async () => stored.map((value) => ({ kind: "valid" as const, value })),
      readDecisions: async (at: Instant) => decided.get(at) ?? [],
      publish: async (events: readonly DomainEvent[]) => {
        if (busIsDown) throw new Error("the bus is down");
        published.push(...events);
      },
      log: { info: () => {}, warn: (text: string) => void warnings.push(text), error: () => {} },
    };
    await endCutEpisodes(deps, tick);
    return published.map(({ detail }) => detail);
  };

  it("publishes the end of an episode that was cut before it, once", async () => {
    await store().put(cut);
    expect(await run()).toEqual([end]);
    expect(await run(TICK + 1_800)).toEqual([]);
  });

  it("publishes it at the next run when the bus refuses it", async () => {
    await store().put(cut);
    busIsDown = true;
    expect(await run()).toEqual([]);
    expect(warnings).toEqual(["ends of episodes are left to the next run"]);
    busIsDown = false;
    expect(await run(TICK + 1_800)).toEqual([end]);
  });

  it("leaves what was cut after its tick to the next run", async () => {
    await store().put({ ...cut, at: TICK });
    expect(await run()).toEqual([]);
    expect(await run(TICK + 1_800)).toEqual([{ ...end, tick: TICK }]);
  });

  it("ends the episode that the last decision names, if the last order names none or another", async () => {
    const newer = { workflow_id: workflow.id, episode: TICK - 1_800, episode_count: 1 };
    decided.set(TICK - 1_800, [newer as WorkflowDecision]);
    await store().put(cut);
    await store().put({ ...cut, at: TICK - 500, episode: null, episode_count: 0 });
    const other = { ...end, episode: TICK - 1_800, episode_count: 1 };
    expect(await run()).toEqual([end, other, { ...other, tick: TICK - 500 }]);
  });

  it("waits for a write that has not happened, for a day", async () => {
    stored = [workflow];
    await store().put(cut);
    expect(await run()).toEqual([]);
    expect(items.size).toBe(1);
    expect(await run(TICK + DAY_SECONDS)).toEqual([]);
    expect(items.size).toBe(0);
  });

  it("ends the episode of a workflow that was enabled again meanwhile", async () => {
    stored = [{ ...workflow, version: 3 }];
    await store().put({ ...cut, reason: "disabled" });
    expect(await run()).toEqual([{ ...end, reason: "disabled" }]);
  });

  it.each(["deleted", "disabled"] as const)(
    "drops a note after another write was first (%s)",
    async (reason) => {
      stored = [{ ...workflow, version: 2 }];
      await store().put({ ...cut, reason });
      expect(await run()).toEqual([]);
      expect(items.size).toBe(0);
    },
  );
});
