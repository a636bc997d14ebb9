import { type PutRun, parseEnvelope } from "@bellwether/core/signal";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { failuresOf, type QueueBatchDeps, settleDelivery } from "./queue-batch.ts";

export type RecordDeps = QueueBatchDeps & Readonly<{ putRun: PutRun }>;

/** Keeps what each run did. */
export const recordHandler =
  (deps: RecordDeps) =>
  async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const outcomes = await Promise.all(
      event.Records.map((record) => settleDelivery(deps, record, (body) => keep(deps, body))),
    );
    return { batchItemFailures: failuresOf(outcomes) };
  };

async function keep({ putRun }: RecordDeps, body: string): Promise<void> {
  const event = parseEnvelope(body);
  if (event.type === "RunCompleted") await putRun(event.detail);
}
