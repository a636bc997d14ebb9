/** The events of a simulation: user actions, market moves and faults. The seed chooses each step
 *  and the pause after it. */
import { DAY_SECONDS } from "@bellwether/core/time";
import type { EventLoop } from "./event-loop.ts";
import { createOrderDeletions } from "./order-deletions.ts";
import { COMPONENTS } from "./processes.ts";
import type { SimulatedSystem } from "./simulated-system.ts";
import { createStreamOutages } from "./stream-outages.ts";
import { createTickSchedule } from "./tick-schedule.ts";
import { inspectProjections } from "./verdict.ts";
import { createWorkflowEdits } from "./workflow-edits.ts";

export type Scenario = Readonly<{ begin: () => void; step: () => Promise<void> }>;

type Action = readonly [weight: number, act: () => void | Promise<void>];

export function createScenario(loop: EventLoop, system: SimulatedSystem): Scenario {
  const schedule = createTickSchedule(loop, system);
  const { create, edit, remove, snooze } = createWorkflowEdits(loop, system);
  const { expire, deleteNewestOrders, takeOver } = createOrderDeletions(loop, system, schedule);
  const { reshard, outage, recreateStream } = createStreamOutages(loop, system, schedule);
  const inspect = (): Promise<void> => inspectProjections(loop, system);

  /** Runs the same tick again after an edit of the workflows it evaluates. */
  async function editAndRepeat(): Promise<void> {
    schedule.tick();
    await loop.advance(loop.between(200, 3_000));
    for (let edits = loop.between(1, 4); edits > 0; edits -= 1) edit();
    await loop.advance(loop.between(0, 500));
    schedule.repeat();
  }

  const actions: readonly Action[] = [
    [50, schedule.tick],
    [6, edit],
    [4, editAndRepeat],
    [10, inspect],
    [3, create],
    [3, remove],
    [3, snooze],
    [8, expire],
    [3, () => system.passMarketTime(loop.between(1, 8) * DAY_SECONDS)],
    [14, deleteNewestOrders],
    [3, system.startRebuild],
    [5, reshard],
    [2, outage],
    [2, recreateStream],
    [2, takeOver],
    [3, () => system.ledger.slack.deleteOne()],
    [6, () => system.crash(loop.pick(COMPONENTS) ?? "host")],
    [2, system.redrive],
    [4, system.channelOutage],
  ];

  return {
    begin() {
      for (let count = loop.between(2, 4); count > 0; count -= 1) create();
    },
    async step() {
      const act = chooseAction(loop, actions);
      if (act !== undefined) loop.trace(`-- ${act.name}`);
      await act?.();
      await loop.advance(loop.between(10, loop.chance(0.2) ? 60_000 : 5_000));
    },
  };
}

function chooseAction(loop: EventLoop, actions: readonly Action[]): Action[1] | undefined {
  const total = actions.reduce((sum, [weight]) => sum + weight, 0);
  let place = loop.random() * total;
  const chosen = actions.find(([weight]) => {
    place -= weight;
    return place < 0;
  });
  return chosen?.[1];
}
