import type { QueuePair } from "../adapter/sqs/operations.ts";
import { environment } from "./environment.ts";

/** Every queue of the deployment, by the name under which the status shows it. */
export function queuePairs() {
  const env = environment([
    "QUEUE_GENERATE_ARN",
    "QUEUE_NOTIFY_ARN",
    "QUEUE_PERSIST_ARN",
    "QUEUE_RECORD_ARN",
    "QUEUE_PROJECT_ARN",
    "DEAD_LETTERS_GENERATE_ARN",
    "DEAD_LETTERS_NOTIFY_ARN",
    "DEAD_LETTERS_PERSIST_ARN",
    "DEAD_LETTERS_RECORD_ARN",
    "DEAD_LETTERS_PROJECT_ARN",
  ]);
  return {
    generate: { queue: env.QUEUE_GENERATE_ARN, deadLetters: env.DEAD_LETTERS_GENERATE_ARN },
    notify: { queue: env.QUEUE_NOTIFY_ARN, deadLetters: env.DEAD_LETTERS_NOTIFY_ARN },
    persist: { queue: env.QUEUE_PERSIST_ARN, deadLetters: env.DEAD_LETTERS_PERSIST_ARN },
    record: { queue: env.QUEUE_RECORD_ARN, deadLetters: env.DEAD_LETTERS_RECORD_ARN },
    project: { queue: env.QUEUE_PROJECT_ARN, deadLetters: env.DEAD_LETTERS_PROJECT_ARN },
  } satisfies Record<string, QueuePair>;
}
