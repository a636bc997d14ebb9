import {
  type DomainEvent,
  type MessageOutcome,
  type ObserveHop,
  observeHop,
} from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import { type ReceiptStore, receiptKey } from "@bellwether/core/store";
import type { SystemNow } from "@bellwether/core/time";
import { CLAIM_LEASE_MS, type Claim } from "./delivery.ts";
import { DONE } from "./queue-consumer.ts";

export type NoticeDeps = Readonly<{
  /** Prefix of the receipts' keys. Under another name, messages are sent again. */
  consumer: string;
  receipts: ReceiptStore;
  systemNow: SystemNow;
  stopping?: AbortSignal;
  observe?: ObserveHop;
  log: Log;
}>;

/** An event whose receipt this consumer has claimed. */
export type Notice = Readonly<{
  /** The event's place in its batch. */
  position: number;
  event: DomainEvent;
  claim: Claim;
}>;

/** Claims the receipt of an event; otherwise resolves with the outcome, because there is nothing to
 *  send now. */
export async function claimNotice(
  { consumer, receipts, systemNow, observe, log, stopping }: NoticeDeps,
  position: number,
  event: DomainEvent,
): Promise<{ readonly kind: "claimed"; readonly notice: Notice } | MessageOutcome> {
  if (stopping?.aborted === true) return { kind: "later", delayMs: 0 };
  const key = receiptKey(consumer, idOf(event));
  const until_ms = systemNow() + CLAIM_LEASE_MS;
  const claimed = await receipts.claim(key, CLAIM_LEASE_MS);
  switch (claimed.kind) {
    case "claimed": {
      const { token } = claimed;
      const claim: Claim = {
        until_ms,
        confirm: async () => {
          await receipts.complete(key, token);
          if (event.type !== "OrderSignal") return;
          observeHop(observe, "announced", event.detail.emitted_at_ms, systemNow());
        },
        release: () => receipts.release(key, token),
      };
      return { kind: "claimed", notice: { position, event, claim } };
    }
    case "held":
      return heldUntil(claimed.until_ms, systemNow());
    case "done":
      log.info("already announced", { signal_id: idOf(event) });
      return DONE;
  }
}

/** Another consumer has the claim: try again when it expires. */
export function heldUntil(untilMs: number, nowMs: number): MessageOutcome {
  return { kind: "later", delayMs: Math.max(1_000, untilMs - nowMs) };
}

/** Identifies what an event announces: the same for each delivery. */
export function idOf(event: DomainEvent): string {
  switch (event.type) {
    case "OrderSignal":
      return event.detail.id;
    case "EpisodeEnded":
      return `ended.${event.detail.workflow_id}.${event.detail.episode}.${event.detail.tick}`;
    case "RunCompleted":
      return `run.${event.detail.tick}`;
    case "WorkflowScored":
      return `score.${event.detail.workflow_id}.${event.detail.score.scored_to}`;
    case "WorkflowsDecided":
      return `decided.${event.detail.tick}.${event.detail.part}`;
    case "DaySummarized": {
      const { day, session } = event.detail;
      return session === undefined ? `day.${day}` : `day.${session}.${day}`;
    }
    case "RunMissed":
      return `missed.${event.detail.tick}`;
    case "TroubleChanged":
      return `trouble.${event.detail.tick}`;
    case "PauseChanged":
      return `pause.${event.detail.id}`;
  }
}

/** The fields of an event for the log. */
export function fieldsOf(event: DomainEvent): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case "OrderSignal": {
      const { id, placed_at, workflow_id } = event.detail;
      return { tick: placed_at, workflow_id, signal_id: id };
    }
    case "EpisodeEnded": {
      const { tick, workflow_id, episode } = event.detail;
      return { tick, workflow_id, episode };
    }
    case "PauseChanged":
      return { paused: event.detail.paused };
    case "WorkflowScored":
      return { workflow_id: event.detail.workflow_id };
    default:
      return { tick: event.detail.tick };
  }
}
