/** The effects of calls, without the network in between. The guards are here, and a mutant
 *  removes one of them. */
import type { PutEventsRequestEntry, PutEventsResponse } from "@aws-sdk/client-eventbridge";
import type { EditMessage, EpisodeMessageStore, PostMessage } from "@bellwether/core/announcement";
import type { PutOrder } from "@bellwether/core/order";
import type { ProjectionStore } from "@bellwether/core/projection";
import type { RunPartStore } from "@bellwether/core/run";
import type { EpisodeCutStore } from "@bellwether/core/signal";
import type { ReceiptStore } from "@bellwether/core/store";
import type { ScanWorkflows } from "@bellwether/core/workflow";
import type {
  CheckpointStore,
  StreamClient,
  StreamGap,
  StreamHandler,
} from "@bellwether/stream-consumer";
import type { Database } from "./database.ts";

export type Effects = Readonly<{
  putEvents: (entries: readonly PutEventsRequestEntry[]) => Promise<PutEventsResponse>;
  putOrder: PutOrder;
  /** What the engine reads of the workflows. */
  scanWorkflows: ScanWorkflows;
  projections: ProjectionStore;
  receipts: ReceiptStore;
  episodes: EpisodeMessageStore;
  episodeCuts: EpisodeCutStore;
  postMessage: (consumer: string, ...posted: Parameters<PostMessage>) => ReturnType<PostMessage>;
  editMessage: (consumer: string, ...edited: Parameters<EditMessage>) => ReturnType<EditMessage>;
  runParts: RunPartStore;
  checkpoints: CheckpointStore;
  streamClient: StreamClient;
  project: (handler: StreamHandler) => StreamHandler;
  recover: (recover: (gap: StreamGap) => Promise<void>) => (gap: StreamGap) => Promise<void>;
}>;

/** Removes one guard. Applied again at each start of each component. */
export type Mutant = (effects: Effects, database: Database) => Effects;
