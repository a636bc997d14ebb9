import {
  type DraftPreview,
  draftPreviewSchema,
  instrumentListSchema,
  MAX_INSTRUMENT_CODES,
} from "@bellwether/core/api";
import type { ChannelName } from "@bellwether/core/channel";
import type { MarketPort } from "@bellwether/core/market";
import { lineSchema } from "@bellwether/core/text";
import type { MarketNow } from "@bellwether/core/time";
import { workflowDraftSchema } from "@bellwether/core/workflow";
import * as z from "zod";
import { draftFitness } from "../handler/draft-fitness.ts";
import { explainWorkflow } from "../handler/explain-workflow.ts";
import { namedInstruments, searchInstruments } from "../handler/list-instruments.ts";
import { jsonBody, noBody } from "./body.ts";
import { refusedFields } from "./problem.ts";
import { DRAFT_ID } from "./replay.ts";
import { noQuery, type Route, route } from "./route.ts";

export type DraftingRouteDeps = Readonly<{
  market: Pick<MarketPort, "readCandles" | "findInstrument" | "searchInstruments">;
  channels: readonly ChannelName[];
  marketNow: MarketNow;
}>;

/** What the form asks while a workflow is written. Nothing is stored. */
export function draftingRoutes(deps: DraftingRouteDeps): readonly Route[] {
  return [instruments(deps), preview(deps)];
}

const instrumentQuery = z.object({
  /** A code or a name, or a part of one. */
  query: lineSchema(100).optional(),
  /** Codes to look up as they are written, with commas between them. */
  codes: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(lineSchema(100)).max(MAX_INSTRUMENT_CODES))
    .optional(),
});

function instruments({ market, marketNow }: DraftingRouteDeps): Route {
  return route({
    method: "get",
    path: "/instruments",
    summary: "The market's instruments that a query may mean, or of some codes, with last prices.",
    query: instrumentQuery,
    body: noBody,
    answers: { 200: instrumentListSchema },
    problems: [400, 502],
    handle: async ({ query: { query, codes } }) => {
      const now = marketNow();
      if (codes !== undefined) {
        return { status: 200, json: await namedInstruments(market, codes, now) };
      }
      if (query === undefined) {
        throw refusedFields(400, [{ field: "query", reason: "is missing, and so are codes" }]);
      }
      return { status: 200, json: await searchInstruments(market, query, now) };
    },
  });
}

function preview(deps: DraftingRouteDeps): Route {
  const { market, marketNow } = deps;
  return route({
    method: "post",
    path: "/workflows/preview",
    summary: "The evaluation of an unsaved workflow now, its errors and its warnings.",
    query: noQuery,
    body: jsonBody(z.object({ workflow: workflowDraftSchema })),
    answers: { 200: draftPreviewSchema },
    problems: [400, 413, 415, 422],
    handle: async ({ body: { workflow: draft } }) => {
      const as_of = marketNow();
      const { problems, warnings } = await draftFitness(deps, draft);
      const about = { id: DRAFT_ID, version: 1, created_at: as_of, updated_at: as_of };
      const workflow = { ...draft, ...about, enable: true };
      const explain =
        problems.length > 0 ? null : await explainWorkflow({ market }, workflow, as_of);
      return { status: 200, json: { problems, warnings, explain, as_of } satisfies DraftPreview };
    },
  });
}
