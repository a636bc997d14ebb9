import { randomUUID } from "node:crypto";
import type { DomainEvent } from "@bellwether/core/event";
import type { Audit } from "@bellwether/core/run";
import { memoryReceiptStore } from "@bellwether/core/testing";
import { DAY_SECONDS, fromIso } from "@bellwether/core/time";
import type { Workflow } from "@bellwether/core/workflow";
import { simulatedMarket } from "@bellwether/markets/simulated";
import { beforeEach, describe, expect, it } from "vitest";
import { aWorkflow } from "../testing/sample.ts";
import { dailyReview } from "./daily-review.ts";
import { scoreWorkflow } from "./score-workflow.ts";

const market = simulatedMarket({ seed: 1 });
/** When the review of Wednesday is due. */
const REVIEW = fromIso("2026-09-23T22:00:00Z");

describe("the daily review", () => {
  let workflows: Workflow[];
  let published: DomainEvent[];
  let audits: Audit[];
  let warnings: string[];
  let now: number;
  let isBusDown: boolean;
  let review: ReturnType<typeof dailyReview>;
  beforeEach(() => {
    workflows = [];
    published = [];
    audits = [];
    warnings = [];
    now = REVIEW;
    isBusDown = false;
    review = dailyReview({
      scanWorkflows: async () => workflows.map((value) => ({ kind: "valid", value })),
      market,
      readDecisions: async () => [],
      listRuns: async () => [],
      writeAudit: async (audit) => {
        audits.push(audit);
      },
      receipts: memoryReceiptStore({ systemNow: () => now * 1_000, newId: randomUUID }),
      publish: async (events) => {
        if (isBusDown) throw new Error("the bus is down");
        published.push(...events);
      },
      marketNow: () => now,
      log: { info: () => {}, warn: (message) => warnings.push(message), error: () => {} },
    });
  });
  const dax = (over: Partial<Workflow> = {}) =>
    aWorkflow({ id: randomUUID(), index: "DAX.I", cfd: "GER40.I", ...over });

  it("scores every active workflow over the thirty days up to the review", async () => {
    const [one, off] = [dax(), dax({ enable: false })];
    workflows.push(one, off);
    expect(await review()).toEqual({ kind: "reviewed", scored: 1, failed: 0 });
    expect(audits).toMatchObject([{ from: REVIEW - DAY_SECONDS, to: REVIEW, failed: 0 }]);
    const period = { from: REVIEW - 30 * DAY_SECONDS, to: REVIEW };
    const score = await scoreWorkflow({ market }, one, period);
    expect(published).toEqual([
      { type: "WorkflowScored", detail: { schema: 1, workflow_id: one.id, score } },
    ]);
  });

  it("runs once a day, however often it is started, with the same result at any time of the day", async () => {
    workflows.push(dax());
    now = REVIEW + 7 * 3_600;
    await review();
    expect(await review()).toEqual({ kind: "nothing_to_do" });
    now = REVIEW + DAY_SECONDS;
    expect(await review()).toMatchObject({ kind: "reviewed" });
    expect(published).toMatchObject([
      { detail: { score: { scored_to: REVIEW } } },
      { detail: { score: { scored_to: REVIEW + DAY_SECONDS } } },
    ]);
  });

  it("scores the other workflows when one cannot be scored", async () => {
    workflows.push(dax({ cfd: "NOWHERE" }), dax());
    expect(await review()).toEqual({ kind: "reviewed", scored: 1, failed: 1 });
    expect(warnings).toEqual(["a workflow could not be scored", "a workflow could not be audited"]);
  });

  it("is repeated by the next call when its events were not accepted", async () => {
    workflows.push(dax());
    isBusDown = true;
    await expect(review()).rejects.toThrow("down");
    isBusDown = false;
    expect(await review()).toMatchObject({ kind: "reviewed" });
  });
});
