import {
  type AssetWorkflows,
  assetWorkflowsSchema,
  type IndicatorTypes,
  indicatorTypesSchema,
  sentWorkflowSchema,
} from "@bellwether/core/api";
import { codeSchema } from "@bellwether/core/text";
import type { MarketNow } from "@bellwether/core/time";
import { INDICATOR_LABELS, INDICATOR_NAMES, type WorkflowStore } from "@bellwether/core/workflow";
import * as z from "zod";
import { noBody } from "./body.ts";
import { noQuery, type Route, route } from "./route.ts";

export type AssetRouteDeps = Readonly<{
  workflows: Pick<WorkflowStore, "scan">;
  marketNow: MarketNow;
}>;

export function assetRoutes(deps: AssetRouteDeps): readonly Route[] {
  return [workflowsOfAsset(deps), indicatorTypes()];
}

const assetQuery = z.object({
  code: codeSchema(100),
  /** Paris without it, as the reference; empty for a code that has none. Not read where the code
   *  names its country itself, as in SPY:arcx. */
  country_code: z.string().trim().max(20).default("xpar"),
});

function workflowsOfAsset({ workflows, marketNow }: AssetRouteDeps): Route {
  return route({
    method: "get",
    path: "/asset",
    summary: "The workflows whose index is an asset, as code or code:country_code.",
    query: assetQuery,
    body: noBody,
    answers: { 200: assetWorkflowsSchema },
    problems: [400],
    handle: async ({ query: { code, country_code } }) => {
      const as_of = marketNow();
      const isWhole = code.includes(":") || country_code === "";
      const asset_symbol = isWhole ? code : `${code}:${country_code}`;
      const wanted = new Set([code.toLowerCase(), asset_symbol.toLowerCase()]);
      const found = (await workflows.scan()).flatMap((stored) =>
        stored.kind === "valid" && wanted.has(stored.value.index.toLowerCase())
          ? [sentWorkflowSchema.parse(stored.value)]
          : [],
      );
      const json: AssetWorkflows = { asset_symbol, total: found.length, workflows: found, as_of };
      return { status: 200, json };
    },
  });
}

function indicatorTypes(): Route {
  return route({
    method: "get",
    path: "/indicator-types",
    summary: "The indicators to choose from.",
    query: noQuery,
    body: noBody,
    answers: { 200: indicatorTypesSchema },
    problems: [],
    handle: async () => {
      const json: IndicatorTypes = INDICATOR_NAMES.map((value) => ({
        value,
        label: INDICATOR_LABELS[value],
      }));
      return { status: 200, json };
    },
  });
}
