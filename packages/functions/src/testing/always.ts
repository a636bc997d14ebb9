import { randomUUID } from "node:crypto";
import type { Workflow } from "@bellwether/core/workflow";
import { aWorkflow } from "./sample.ts";

/** A workflow of the simulated market whose condition holds at every tick of the session: its zone
 *  is as wide as prices go. */
export function alwaysSignals(name: string, over: Partial<Workflow> = {}): Workflow {
  return aWorkflow({
    id: randomUUID(),
    name,
    index: "DAX.I",
    cfd: "GER40.I",
    conditions: [
      {
        indicator: { name: "zone", ut: "h1", value: 0, zone_value: 1_000_000 },
        close: { direction: "above", ut: "h1", spread: 0 },
        element: null,
      },
    ],
    trigger: {
      ut: "h1",
      signal: "breakout",
      location: "higher",
      order_direction: "buy",
      quantity: 1,
      offset: 1,
    },
    ...over,
  });
}

/** One whose condition never holds: prices are positive. */
export function neverSignals(name: string, over: Partial<Workflow> = {}): Workflow {
  const workflow = alwaysSignals(name, over);
  const [condition] = workflow.conditions;
  return {
    ...workflow,
    conditions: [
      { ...condition, indicator: { name: "zone", ut: "h1", value: -2, zone_value: -1 } },
    ],
  };
}
