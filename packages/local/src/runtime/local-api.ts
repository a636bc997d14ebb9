import type { ApiFunction } from "../server/gateway-event.ts";
export const localApi =
  (..._: unknown[]): ApiFunction =>
  async () => ({ statusCode: 503 });
