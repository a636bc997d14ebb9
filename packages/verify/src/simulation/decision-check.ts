/** Checks what a run publishes against the market and the workflows as they were when it read them. */
import type { DomainEvent } from "@bellwether/core/event";
import type { OrderSignal } from "@bellwether/core/signal";
import type { Stored } from "@bellwether/core/store";
import type { Snooze, Workflow } from "@bellwether/core/workflow";
import { conditionsHold } from "./market.ts";

export type DecisionCheck = Readonly<{
  seed: number;
  scanned: readonly Stored<Workflow>[];
  violate: (sentence: string) => void;
}>;

export function checkDecisions(
  { seed, scanned, violate }: DecisionCheck,
  events: readonly DomainEvent[],
): void {
  const workflows = new Map(
    scanned.flatMap((stored) => (stored.kind === "valid" ? [[stored.value.id, stored.value]] : [])),
  );
  for (const event of events) {
    if (event.type === "OrderSignal") {
      const { detail } = event;
      const isSnoozed = silences(workflows.get(detail.workflow_id)?.snooze, detail);
      if (isSnoozed !== (detail.snoozed === true)) {
        violate(`${detail.id} was ${isSnoozed ? "not " : ""}signalled as snoozed`);
      }
    }
    if (event.type !== "WorkflowsDecided") continue;
    const { tick, decisions } = event.detail;
    for (const { workflow_id: id, outcome } of decisions) {
      const workflow = workflows.get(id);
      if (workflow === undefined) violate(`${id} was decided and is no workflow`);
      else if (conditionsHold(seed, workflow, tick) === (outcome === "no_signal")) {
        violate(`${id} was decided as ${outcome} at ${tick}`);
      }
    }
  }
}

function silences(
  snooze: Snooze | undefined,
  { placed_at, episode = placed_at }: OrderSignal,
): boolean {
  if (snooze === undefined) return false;
  const { snoozed_at, snoozed_until } = snooze;
  return snoozed_until === null ? episode <= snoozed_at : placed_at < snoozed_until;
}
