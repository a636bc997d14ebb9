import { MAX_REPLAY_DAYS, type Replay, replaySchema } from "@bellwether/core/api";
import { MarketError, type MarketPort } from "@bellwether/core/market";
import { DAY_SECONDS, type Instant, isoInstantSchema, type MarketNow } from "@bellwether/core/time";
import { type Workflow, workflowDraftSchema } from "@bellwether/core/workflow";
import * as z from "zod";
import { orderOutcomes } from "../handler/order-outcomes.ts";
import { replayWorkflow } from "../handler/replay-workflow.ts";
import { jsonBody } from "./body.ts";
import { refusedFields } from "./problem.ts";
import { noQuery, type Route, route } from "./route.ts";

export type ReplayRouteDeps = Readonly<{
  market: Pick<MarketPort, "readCandles" | "findInstrument">;
  marketNow: MarketNow;
}>;

const DEFAULT_DAYS = 7;

/** The id of a draft, which is not stored. */
export const DRAFT_ID = "00000000-0000-4000-8000-000000000000";

const replayRequest = z.object({
  workflow: workflowDraftSchema,
  /** `days` before `to` without it. */
  from: isoInstantSchema.optional(),
  /** The length of the period without `from`. */
  days: z.int().min(1).max(MAX_REPLAY_DAYS).default(DEFAULT_DAYS),
  /** Now without it. */
  to: isoInstantSchema.optional(),
});

/** A preview: nothing is stored or announced. A disabled workflow is replayed as if it were enabled,
 *  because the trader wants to see what it would do. */
export function replayRoute({ market, marketNow }: ReplayRouteDeps): Route {
  return route({
    method: "post",
    path: "/replay",
    summary: "What a workflow would have signalled at the ticks of the past, without side effects.",
    query: noQuery,
    body: jsonBody(replayRequest),
    answers: { 200: replaySchema },
    problems: [400, 413, 415, 422, 502],
    handle: async ({ body }) => {
      const asOf = marketNow();
      const to = Math.min(body.to ?? asOf, asOf);
      const from = body.from ?? to - body.days * DAY_SECONDS;
      refuseSpan(from, to);
      const about = { id: DRAFT_ID, version: 1, created_at: asOf, updated_at: asOf };
      const workflow: Workflow = { ...body.workflow, ...about, enable: true };
      const replay = await replayWorkflow({ market }, workflow, { from, to }).catch(unknownCode);
      const outcomes = await orderOutcomes(market, replay.signals, asOf);
      const signals = replay.signals.map((signal, at) => ({ ...signal, outcome: outcomes[at] }));
      // The schema keeps what a preview shows.
      const json = replaySchema.parse({ ...replay, signals, as_of: asOf }) satisfies Replay;
      return { status: 200, json };
    },
  });
}

function refuseSpan(from: Instant, to: Instant): void {
  if (from >= to) throw refusedFields(422, [{ field: "from", reason: "is not before the end" }]);
  if (to - from > MAX_REPLAY_DAYS * DAY_SECONDS) {
    const reason = `is more than ${MAX_REPLAY_DAYS} days before the end`;
    throw refusedFields(422, [{ field: "from", reason }]);
  }
}

/** A code that the market does not know is an error of the draft: 422, not 404. */
function unknownCode(error: unknown): never {
  if (error instanceof MarketError && error.code === "unknown-instrument") {
    throw refusedFields(422, [{ field: "workflow", reason: error.message }]);
  }
  throw error;
}
