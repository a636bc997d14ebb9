export { deliverOnce } from "./consumer.ts";
export { openQueues, type Queue, type Queues } from "./queue.ts";
export { QUEUES_TABLE, type QueuedMessage, type QueueStore } from "./queue-store.ts";
export type { Delivery } from "./shelf.ts";
