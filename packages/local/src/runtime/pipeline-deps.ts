import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { NewId, Random } from "@bellwether/core/chance";
import type { Log } from "@bellwether/core/log";
import type { MarketPort } from "@bellwether/core/market";
import type { Channel } from "@bellwether/core/signal";
import type { MarketNow, Sleep, SystemNow } from "@bellwether/core/time";
import type { DynamoConnection, TableNames } from "@bellwether/functions/adapter/dynamodb";
import type { PipelineMeter } from "./pipeline-meter.ts";

/** What the pipeline of one machine needs. */
export type PipelineDeps = Readonly<{
  client: DynamoDBClient;
  documents: DynamoDBDocumentClient;
  names: TableNames;
  queuesTable: string;
  connection: DynamoConnection;
  /** Whether to keep the workflows between scans: nothing else writes the database. */
  keepWorkflows: boolean;
  market: MarketPort;
  /** Where messages to the trader are sent. */
  channel: Channel;
  meter: PipelineMeter;
  log: Log;
  marketNow: MarketNow;
  systemNow: SystemNow;
  sleep: Sleep;
  random: Random;
  newId: NewId;
}>;
