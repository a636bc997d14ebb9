import { type LatestOrders, latestOrdersSchema, orderOutcomesSchema } from "@bellwether/core/api";
import { queryOptions } from "@tanstack/react-query";
import { requestList } from "../../../api/request-list.ts";

export type LatestOrder = LatestOrders["orders"][number];

/** The latest order of each workflow, read from the projection only. */
export const latestOrdersQuery = queryOptions({
  queryKey: ["orders"],
  queryFn: ({ signal }) => requestList(latestOrdersSchema, "orders", "/orders", signal),
});

/** The outcomes of these orders by their ids; separate, because orders must not wait for the
 *  market. */
export const latestOutcomesQuery = queryOptions({
  queryKey: ["orders", "outcomes"],
  queryFn: async ({ signal }) => {
    const { outcomes } = await requestList(
      orderOutcomesSchema,
      "outcomes",
      "/orders/outcomes",
      signal,
    );
    return new Map(outcomes.map((each) => [each.id, each.outcome]));
  },
});
