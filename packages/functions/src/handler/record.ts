import type { DomainEvent, PutDecisions, PutRun } from "@bellwether/core/signal";
import { DONE, type HandleMessage } from "./queue-consumer.ts";

export type RecordDeps = Readonly<{ putRun: PutRun; putDecisions: PutDecisions }>;

/** Keeps what each run decided and did. */
export const recordHandler =
  ({ putRun, putDecisions }: RecordDeps): HandleMessage<DomainEvent> =>
  async (event) => {
    if (event.type === "RunCompleted") await putRun(event.detail);
    if (event.type === "WorkflowsDecided") await putDecisions(event.detail);
    return DONE;
  };
