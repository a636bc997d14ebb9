import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from "@aws-sdk/client-eventbridge";
import type { Random } from "@bellwether/core/chance";
import { type DomainEvent, type Publish, PublishError } from "@bellwether/core/event";
import { jitteredBackoffMs } from "@bellwether/core/failure";
import { ENGINE_SOURCE } from "@bellwether/core/signal";
import type { Sleep } from "@bellwether/core/time";

/** EventBridge's limits for one PutEvents call. */
export const MAX_ENTRIES = 10;
export const MAX_CALL_BYTES = 262_144;

const MAX_ATTEMPTS = 5;
const BACKOFF = { firstMs: 200, maxMs: 1_600 };
const CALLS_AT_ONCE = 4;

export type PublishDeps = Readonly<{
  client: EventBridgeClient;
  busName: string;
  sleep: Sleep;
  random: Random;
}>;

type Pending = Readonly<{ entry: PutEventsRequestEntry; name: string }>;

/** Publishes through PutEvents. The call is partial: entries that were refused are sent again,
 *  alone, with exponential backoff and full jitter. Whatever is still refused after 5 attempts is
 *  named in the `PublishError`; publishing the same events again is harmless by their identity. */
export function eventBridgePublish(deps: PublishDeps): Publish {
  return async (events) => {
    const calls = inCalls(events.map((event) => pendingOf(event, deps.busName)));
    const rejected: Pending[] = [];
    for (let from = 0; from < calls.length; from += CALLS_AT_ONCE) {
      const left = await Promise.all(
        calls.slice(from, from + CALLS_AT_ONCE).map((call) => putWithRetries(deps, call)),
      );
      rejected.push(...left.flat());
    }
    if (rejected.length > 0) {
      throw new PublishError(`${rejected.length} of ${events.length} events were not accepted`, {
        rejected: rejected.map(({ name }) => name),
      });
    }
  };
}

async function putWithRetries(
  { client, sleep, random }: PublishDeps,
  call: readonly Pending[],
): Promise<readonly Pending[]> {
  let pending = call;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (attempt > 0) await sleep(jitteredBackoffMs(attempt, BACKOFF, random));
    pending = await put(client, pending);
    if (pending.length === 0) return [];
  }
  return pending;
}

/** The entries that were not accepted. `Entries` of the answer is in request order. If the whole call
 *  fails, all of them count as not accepted. */
async function put(
  client: EventBridgeClient,
  pending: readonly Pending[],
): Promise<readonly Pending[]> {
  try {
    const answer = await client.send(
      new PutEventsCommand({ Entries: pending.map(({ entry }) => entry) }),
    );
    if ((answer.FailedEntryCount ?? 0) === 0) return [];
    return pending.filter((_, position) => answer.Entries?.[position]?.EventId === undefined);
  } catch {
    return pending;
  }
}

function pendingOf(event: DomainEvent, busName: string): Pending {
  const { at, name } = labelOf(event);
  const entry = {
    EventBusName: busName,
    Source: ENGINE_SOURCE,
    DetailType: event.type,
    Time: new Date(at * 1_000),
    Detail: JSON.stringify(event.detail),
  };
  return { entry, name };
}

/** The event's time by the market's clock, and its name in errors. */
function labelOf(event: DomainEvent): { readonly at: number; readonly name: string } {
  switch (event.type) {
    case "OrderSignal":
      return { at: event.detail.placed_at, name: event.detail.id };
    case "PauseChanged":
      return { at: event.detail.changed_at, name: `PauseChanged ${event.detail.id}` };
    case "WorkflowScored": {
      const { workflow_id, score } = event.detail;
      return { at: score.scored_to, name: `WorkflowScored of ${workflow_id}` };
    }
    default:
      return { at: event.detail.tick, name: `${event.type} of ${event.detail.tick}` };
  }
}

/** Splits the entries into calls of at most 10 entries and 256 KiB. */
function inCalls(all: readonly Pending[]): Pending[][] {
  const calls: Pending[][] = [];
  let bytes = 0;
  for (const pending of all) {
    const size = entrySize(pending.entry);
    const last = calls.at(-1);
    if (last === undefined || last.length === MAX_ENTRIES || bytes + size > MAX_CALL_BYTES) {
      calls.push([pending]);
      bytes = size;
    } else {
      last.push(pending);
      bytes += size;
    }
  }
  return calls;
}

/** As EventBridge counts: 14 bytes of time, then source, detail-type, detail and resources in UTF-8.
 *  Source: Amazon EventBridge User Guide, "Calculating PutEvents event entry size". */
export function entrySize(entry: PutEventsRequestEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ""), entry.Time ? 14 : 0);
}
