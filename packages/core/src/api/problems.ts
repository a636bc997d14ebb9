import { channelServedBy } from "../channel/channel-list.ts";
import { BROKEN_WORKFLOW, type RunCompleted } from "../run/run-completed.ts";
import { troubleSentences } from "../run/trouble.ts";
import { counted } from "../text.ts";
import type { Instant } from "../time/instant.ts";
import type { QueueStatus, SystemStatus } from "./status.ts";

/** The projector is late when a record waits longer than this. */
const MAX_ITERATOR_AGE_MS = 60_000;

/** A queue is stuck when a message has failed this often: with the backoff between deliveries it has
 *  waited for half a minute by then. */
const STUCK_AFTER_FAILURES = 5;

/** The problems of the status, one sentence each; empty without problems. */
export function problemsOf(status: {
  readonly queues: readonly QueueStatus[];
  readonly stream: SystemStatus["stream"];
  readonly missed: readonly Instant[];
  /** Newest first. */
  readonly runs: readonly RunCompleted[];
}): string[] {
  const age = status.stream.iterator_age_ms ?? 0;
  // A run at which nothing was due does not show whether workflows can be evaluated.
  const latest = status.runs.find((run) => run.evaluated > 0 || run.trouble !== undefined);
  return [
    ...troubleSentences(latest?.trouble),
    ...brokenProblem(status.runs[0]),
    ...status.queues
      .filter(({ dead_letters }) => dead_letters > 0)
      .map((queue) => (queue.abandoned === true ? abandonedProblem(queue) : parkedProblem(queue))),
    ...status.queues
      .filter(({ most_failures = 0 }) => most_failures >= STUCK_AFTER_FAILURES)
      .map(
        ({ name, most_failures }) => `${name} is stuck: a message failed ${most_failures} times`,
      ),
    ...(age > MAX_ITERATOR_AGE_MS
      ? [`the projector is ${counted(Math.round(age / 1_000), "second")} behind`]
      : []),
    ...(status.missed.length > 0
      ? [`${counted(status.missed.length, "run")} missed within a day`]
      : []),
  ];
}

/** A workflow whose stored item cannot be read is skipped at every run. */
function brokenProblem(run: RunCompleted | undefined): string[] {
  const broken = run?.reasons.find(({ reason }) => reason === BROKEN_WORKFLOW);
  const [first] = broken?.examples ?? [];
  if (broken === undefined || first === undefined) return [];
  const others = broken.count > 1 ? " and others" : "";
  return [
    `${counted(broken.count, "stored workflow")} cannot be read: ${first.workflow_name} (${first.detail})${others}; delete it and enter it again, or restore a backup`,
  ];
}

function parkedProblem({ name, dead_letters }: QueueStatus): string {
  return `${name} has ${counted(dead_letters, "dead letter")}`;
}

function abandonedProblem({ name, dead_letters }: QueueStatus): string {
  const channel = channelServedBy(name)?.label ?? name;
  const waiting = `${counted(dead_letters, "message")} ${dead_letters === 1 ? "waits" : "wait"}`;
  return `${waiting} for ${channel}, which is no longer configured: configure it again, or run bellwether dlq discard ${name}`;
}
