import type { DomainEvent } from "@bellwether/core/event";
import type { PutScore } from "@bellwether/core/outcome";
import type { PutRun } from "@bellwether/core/run";
import type { PutDecisions } from "@bellwether/core/signal";
import { DONE, type HandleMessage } from "./queue-consumer.ts";

export type RecordDeps = Readonly<{
  putRun: PutRun;
  putDecisions: PutDecisions;
  putScore: PutScore;
}>;

/** Stores what each run decided and did, and projects scores onto their workflows. */
export const recordHandler =
  ({ putRun, putDecisions, putScore }: RecordDeps): HandleMessage<DomainEvent> =>
  async ({ type, detail }) => {
    if (type === "RunCompleted") await putRun(detail);
    if (type === "WorkflowsDecided") await putDecisions(detail);
    if (type === "WorkflowScored") await putScore(detail.workflow_id, detail.score);
    return DONE;
  };
