import type { ScheduledRun } from "../event/event-envelope.ts";
import type { ChannelTestAnswer, DeadLetter, RunAnswer, SystemStatus } from "./status.ts";

/** Reads the status of the system, on AWS or on one machine. Rejects with `StoreError`. */
export type ReadStatus = () => Promise<SystemStatus>;

/** Moves a consumer's dead letters back to its queue. Resolves with their number, or null if there
 *  is no such queue. */
export type RedriveDeadLetters = (queue: string) => Promise<number | null>;

/** At most `limit` dead letters of a consumer, without taking them out; null when there is no such
 *  queue. */
export type ListDeadLetters = (
  queue: string,
  limit: number,
) => Promise<readonly DeadLetter[] | null>;

/** Removes these dead letters for good. Resolves with how many were there, or null when there is no
 *  such queue. */
export type DiscardDeadLetters = (queue: string, ids: readonly string[]) => Promise<number | null>;

/** Runs the engine now, outside its schedule. Rejects with `StoreError` or `PublishError`. */
export type StartRun = (run: ScheduledRun) => Promise<RunAnswer>;

/** Has a channel send a test message. Null when it is not configured. Rejects with `StoreError`. */
export type TestChannel = (channel: string, by: string) => Promise<ChannelTestAnswer | null>;

export type OperationsPort = Readonly<{
  readStatus: ReadStatus;
  redrive: RedriveDeadLetters;
  listDeadLetters: ListDeadLetters;
  discard: DiscardDeadLetters;
  startRun: StartRun;
  testChannel: TestChannel;
}>;
