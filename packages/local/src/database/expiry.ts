import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Log } from "@bellwether/core/log";
import type { MarketNow, Sleep, SystemNow } from "@bellwether/core/time";
import { TABLES, type TableName, type TableNames } from "@bellwether/functions/adapter/dynamodb";
import { type TableSweeper, tableSweeper } from "./table-sweeper.ts";

export type ExpiryDeps = Readonly<{
  documents: DynamoDBDocumentClient;
  names: TableNames;
  marketNow: MarketNow;
  systemNow: SystemNow;
  sleep: Sleep;
  log: Log;
}>;

/** DynamoDB's own sweep takes up to two days. */
const SWEEP_EVERY_MS = 5_000;

/** Deletes expired items from every table that has a `ttl`, until it is stopped. */
export async function removeExpired(deps: ExpiryDeps, stopping: AbortSignal): Promise<void> {
  const sweepers = expirySweepers(deps);
  while (!stopping.aborted) {
    for (const [name, { sweep }] of sweepers) {
      try {
        await sweep();
      } catch (error) {
        const reason = String(error);
        deps.log.warn("expired items could not be deleted, retrying", { table: name, reason });
      }
    }
    await deps.sleep(SWEEP_EVERY_MS, stopping);
  }
}

/** One sweeper for each table with a `ttl`. Receipts expire by the machine's clock, which wrote them;
 *  everything else by the market's. */
export function expirySweepers(
  deps: Omit<ExpiryDeps, "log">,
): readonly (readonly [table: TableName, sweeper: TableSweeper])[] {
  const { documents, names, marketNow, systemNow, sleep } = deps;
  const systemSeconds = () => Math.floor(systemNow() / 1_000);
  return (Object.keys(TABLES) as TableName[])
    .filter((name) => TABLES[name].expires)
    .map((name) => {
      const now = name === "receipts" ? systemSeconds : marketNow;
      const definition = TABLES[name];
      return [name, tableSweeper({ documents, table: names[name], definition, now, sleep })];
    });
}
