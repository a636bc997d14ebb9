import { type LatestOrders, latestOrdersSchema } from "@bellwether/core/api";
import { queryOptions } from "@tanstack/react-query";
import { request } from "../../../api/request.ts";

const REFRESH_MS = 60_000;

export type LatestOrder = LatestOrders["orders"][number];

/** The latest order of each workflow, read from the projection only. */
export const latestOrdersQuery = queryOptions({
  queryKey: ["orders"],
  queryFn: ({ signal }) => request(latestOrdersSchema, "/orders", { signal, revalidate: true }),
  refetchInterval: REFRESH_MS,
});
