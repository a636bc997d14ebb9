import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { EpisodeMessageStore } from "@bellwether/core/announcement";
import type { NewId } from "@bellwether/core/chance";
import type { ChannelRecords } from "@bellwether/core/channel";
import type { Log } from "@bellwether/core/log";
import type { PutScore } from "@bellwether/core/outcome";
import type { EpisodeCutStore } from "@bellwether/core/signal";
import type { SystemNow } from "@bellwether/core/time";
import {
  auditStore,
  channelRecords,
  decisionStore,
  episodeCutStore,
  episodeMessageStore,
  orderStore,
  pauseStore,
  projectionStore,
  receiptStore,
  runStore,
  scoreProjection,
  signalList,
  type TableNames,
  workflowStore,
} from "@bellwether/functions/adapter/dynamodb";
import { cachedWorkflows } from "../database/cached-workflows.ts";

export type Stores = Readonly<{
  workflows: ReturnType<typeof workflowStore>;
  orders: ReturnType<typeof orderStore>;
  receipts: ReturnType<typeof receiptStore>;
  episodes: EpisodeMessageStore;
  episodeCuts: EpisodeCutStore;
  runs: ReturnType<typeof runStore>;
  decisions: ReturnType<typeof decisionStore>;
  projections: ReturnType<typeof projectionStore>;
  listSignals: ReturnType<typeof signalList>;
  putScore: PutScore;
  pause: ReturnType<typeof pauseStore>;
  audit: ReturnType<typeof auditStore>;
  channelRecords: ChannelRecords;
}>;

export type StoresDeps = Readonly<{
  documents: DynamoDBDocumentClient;
  names: TableNames;
  /** Whether to cache the workflows between scans: nothing else writes the database. */
  cacheWorkflows: boolean;
  systemNow: SystemNow;
  newId: NewId;
  log: Log;
}>;

export function openStores(deps: StoresDeps): Stores {
  const { documents, names } = deps;
  const stored = {
    workflows: workflowStore({ documents, names }),
    projections: projectionStore({ documents, names }),
    putScore: scoreProjection({ documents, names }),
  };
  return {
    ...(deps.cacheWorkflows ? cachedWorkflows(stored) : stored),
    orders: orderStore({ documents, names }),
    listSignals: signalList({ documents, names }),
    receipts: receiptStore(deps),
    episodes: episodeMessageStore(deps),
    episodeCuts: episodeCutStore({ documents, names }),
    runs: runStore({ documents, names }),
    decisions: decisionStore({ documents, names }),
    pause: pauseStore({ documents, names }),
    audit: auditStore({ documents, names }),
    channelRecords: channelRecords(deps),
  };
}
