import { decodeInstants, workflowListSchema } from "@bellwether/core/api";
import type { DomainEvent } from "@bellwether/core/event";
import { readStoredOrder, readStoredRun, readStoredWorkflow } from "@bellwether/functions/adapter";
import { memoryEpisodeCutStore, memoryWorkflowStore } from "@bellwether/functions/adapter/memory";
import { generateHandler } from "@bellwether/functions/handler";
import {
  alwaysSignals,
  anOrder,
  apiHarness,
  aRun,
  aWorkflowWithOrder,
  TICK,
} from "@bellwether/functions/testing";
import { SIMULATED_EPOCH, simulatedMarket } from "@bellwether/markets/simulated";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { damaged, NUM_RUNS, TIMEOUT_MS } from "./malformed.ts";

type Item = Record<string, unknown>;
const isItem = (value: unknown): value is Item =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const item = (valid: object) => damaged(valid).filter(isItem);

/** 2026-09-14T10:01:00Z: a Monday, in session. */
const IN_SESSION = SIMULATED_EPOCH + 4 * 3_600 + 60;
const log = { info: () => {}, warn: () => {}, error: () => {} };

describe("a damaged stored item", { timeout: TIMEOUT_MS }, () => {
  it.each([
    ["workflow", readStoredWorkflow, aWorkflowWithOrder(TICK)],
    ["order", readStoredOrder, anOrder()],
    ["run", readStoredRun, aRun()],
  ] as const)("is read as valid or as broken with the reasons: a %s", (_, read, valid) => {
    fc.assert(
      fc.property(item(valid), (stored) => {
        const result = read(stored);
        if (result.kind === "valid") return;
        expect(result.problems.length).toBeGreaterThan(0);
        for (const problem of result.problems) expect(problem).toMatch(/\S: \S/s);
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it("is a row of the list among all others", async () => {
    const valid = alwaysSignals("valid");
    await fc.assert(
      fc.asyncProperty(item(aWorkflowWithOrder(TICK)), async (stored) => {
        const { send, workflowItems } = apiHarness();
        workflowItems.set("damaged", stored);
        workflowItems.set(valid.id, valid);
        for (const path of ["/workflows", "/orders", "/export", "/asset?code=DAX&country_code=I"]) {
          expect((await send(path)).status).toBe(200);
        }
        const list = workflowListSchema.parse(decodeInstants((await send("/workflows")).json));
        expect(list.total).toBe(2);
        expect(list.workflows.find(({ id }) => id === valid.id)?.problems).toEqual([]);
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it("does not prevent the run from evaluating the others", async () => {
    const valid = alwaysSignals("valid");
    await fc.assert(
      fc.asyncProperty(item(alwaysSignals("damaged")), async (stored) => {
        const published: DomainEvent[] = [];
        const generate = generateHandler({
          episodeCuts: memoryEpisodeCutStore(),
          scanWorkflows: memoryWorkflowStore(
            new Map<string, Item>([
              ["damaged", stored],
              [valid.id, valid],
            ]),
          ).scan,
          readDecisions: async () => [],
          readPause: async () => ({ paused: false, changed_at: null, by: null }),
          market: simulatedMarket({ seed: 1 }),
          publish: async (events) => {
            published.push(...events);
          },
          marketNow: () => IN_SESSION,
          systemNow: () => 0,
          log,
        });
        expect((await generate({ tick: IN_SESSION })).kind).toBe("completed");
        const signalled = published.map((event) =>
          event.type === "OrderSignal" ? event.detail.workflow_id : event.type,
        );
        expect(signalled).toContain(valid.id);
        expect(signalled.at(-1)).toBe("RunCompleted");
      }),
      { numRuns: NUM_RUNS },
    );
  });
});
