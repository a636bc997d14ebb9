import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { NewId, Random } from "@bellwether/core/chance";
import type { ChannelName } from "@bellwether/core/channel";
import type { Log } from "@bellwether/core/log";
import type { MarketPort } from "@bellwether/core/market";
import type { MarketNow, Sleep, SystemNow } from "@bellwether/core/time";
import type { DynamoConnection, TableNames } from "@bellwether/functions/adapter/dynamodb";
import type { LocalChannels } from "../channel/configured.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { PipelineMeter } from "./pipeline-meter.ts";
import type { PipelineMetrics } from "./pipeline-metrics.ts";

/** What the pipeline of one machine needs. */
export type PipelineDeps = Readonly<{
  client: DynamoDBClient;
  documents: DynamoDBDocumentClient;
  names: TableNames;
  queuesTable: string;
  connection: DynamoConnection;
  /** Whether to cache the workflows between scans: nothing else writes the database. */
  cacheWorkflows: boolean;
  market: MarketPort;
  channels: LocalChannels;
  /** The channels of failures and missed runs; none stands for all. */
  failureChannels: readonly ChannelName[];
  meter: PipelineMeter;
  metrics: PipelineMetrics;
  /** Called after each scheduled run that was completed. */
  heartbeat: Heartbeat;
  log: Log;
  marketNow: MarketNow;
  systemNow: SystemNow;
  sleep: Sleep;
  random: Random;
  newId: NewId;
}>;
