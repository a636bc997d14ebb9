import { orderOutcomesSchema, type SignalList, signalListSchema } from "@bellwether/core/api";
import type { MarketPort } from "@bellwether/core/market";
import type { ListSignals, SignalRow } from "@bellwether/core/projection";
import { type Instant, instantSchema, type MarketNow } from "@bellwether/core/time";
import * as z from "zod";
import { noBody } from "./body.ts";
import { conditionalList, LIST_HEADERS, listAnswers } from "./conditional.ts";
import { cursorSchema, encodeCursor } from "./cursor.ts";
import { limitSchema } from "./limit.ts";
import { outcomesByInstrument } from "./orders.ts";
import { type Route, route } from "./route.ts";

export type SignalRouteDeps = Readonly<{
  listSignals: ListSignals;
  market: Pick<MarketPort, "readCandles">;
  marketNow: MarketNow;
}>;

export function signalRoutes(deps: SignalRouteDeps): readonly Route[] {
  return [list(deps), outcomes(deps)];
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;

const pageQuery = z.object({
  limit: limitSchema(MAX_LIMIT).default(DEFAULT_LIMIT),
  cursor: cursorSchema(z.tuple([instantSchema, z.string()])).optional(),
  workflow_id: z.string().min(1).optional(),
  order_code: z.string().min(1).optional(),
  order_direction: z.enum(["BUY", "SELL"]).optional(),
  dry_run: z.enum(["true", "false"]).optional(),
});
type PageQuery = z.output<typeof pageQuery>;

/** One query for a page, whatever is stored. */
function list(deps: SignalRouteDeps): Route {
  const conditionally = conditionalList("signals");
  return route({
    method: "get",
    path: "/signals",
    summary: "The signals of all workflows within seven days, newest first.",
    query: pageQuery,
    headers: LIST_HEADERS,
    body: noBody,
    answers: listAnswers(signalListSchema, "signals"),
    problems: [400],
    handle: async ({ query, header }) => {
      const asOf = deps.marketNow();
      const { signals, next_after } = await pageOf(deps, query, asOf);
      const json: SignalList = {
        signals: signals.flatMap((row) => (row.kind === "valid" ? [sent(row.value)] : [])),
        problems: signals.flatMap((row) =>
          row.kind === "broken" ? [`${row.id}: ${row.problems.join("; ")}`] : [],
        ),
        limit: query.limit,
        next_cursor:
          next_after === null ? null : encodeCursor([next_after.placed_at, next_after.workflow_id]),
        as_of: asOf,
      };
      return conditionally(header, json);
    },
  });
}

function sent({ ttl: _ttl, ...row }: SignalRow): SignalList["signals"][number] {
  return row;
}

/** A separate route, because the list must not wait for the market. */
function outcomes(deps: SignalRouteDeps): Route {
  const conditionally = conditionalList("outcomes");
  return route({
    method: "get",
    path: "/signals/outcomes",
    summary: "The outcomes of the orders of a page of signals, derived from candles.",
    query: pageQuery,
    headers: LIST_HEADERS,
    body: noBody,
    answers: listAnswers(orderOutcomesSchema, "outcomes"),
    problems: [400],
    handle: async ({ query, header }) => {
      const asOf = deps.marketNow();
      const { signals } = await pageOf(deps, query, asOf);
      const rows = signals.flatMap((row) => (row.kind === "valid" ? [row.value] : []));
      return conditionally(header, await outcomesByInstrument(deps.market, rows, asOf));
    },
  });
}

function pageOf(
  { listSignals }: SignalRouteDeps,
  { limit, cursor, dry_run, ...filter }: PageQuery,
  asOf: Instant,
): ReturnType<ListSignals> {
  return listSignals({
    asOf,
    limit,
    after: cursor === undefined ? null : { placed_at: cursor[0], workflow_id: cursor[1] },
    filter: { ...filter, dry_run: dry_run === undefined ? undefined : dry_run === "true" },
  });
}
