import { type PutDecisions, type PutRun, parseEnvelope } from "@bellwether/core/signal";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { failuresOf, type QueueBatchDeps, settleDelivery } from "./queue-batch.ts";

export type RecordDeps = QueueBatchDeps & Readonly<{ putRun: PutRun; putDecisions: PutDecisions }>;

/** Keeps what each run decided and did. */
export const recordHandler =
  (deps: RecordDeps) =>
  async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const outcomes = await Promise.all(
      event.Records.map((record) => settleDelivery(deps, record, (body) => keep(deps, body))),
    );
    return { batchItemFailures: failuresOf(outcomes) };
  };

async function keep({ putRun, putDecisions }: RecordDeps, body: string): Promise<void> {
  const event = parseEnvelope(body);
  if (event.type === "RunCompleted") await putRun(event.detail);
  if (event.type === "WorkflowsDecided") await putDecisions(event.detail);
}
