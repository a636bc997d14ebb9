/** Guards of what the engine decides. It is given workflows without them. */
import type { Workflow } from "@bellwether/core/workflow";
import type { Mutant } from "./effects.ts";

const FAR_SECONDS = 365 * 86_400;

/** The engine reads each workflow as `change` makes it. */
function reading(change: (workflow: Workflow) => Workflow): Mutant {
  return (effects) => ({
    ...effects,
    scanWorkflows: async () =>
      (await effects.scanWorkflows()).map((stored) =>
        stored.kind === "valid" ? { ...stored, value: change(stored.value) } : stored,
      ),
  });
}

export const RULE_MUTANTS = {
  "every condition of match all": reading((workflow) =>
    workflow.match === "all" ? { ...workflow, match: "any" } : workflow,
  ),

  "one condition of match any": reading((workflow) =>
    workflow.match === "any" ? { ...workflow, match: "all" } : workflow,
  ),

  "conditions after the first": reading((workflow) => ({
    ...workflow,
    conditions: [workflow.conditions[0]],
  })),

  snooze: reading((workflow) => {
    const { snooze: _, ...awake } = workflow;
    return awake;
  }),

  "end of a snooze": reading((workflow) =>
    workflow.snooze === undefined || workflow.snooze.snoozed_until === null
      ? workflow
      : {
          ...workflow,
          snooze: {
            ...workflow.snooze,
            snoozed_until: workflow.snooze.snoozed_until + FAR_SECONDS,
          },
        },
  ),

  "snooze of one episode alone": reading((workflow) =>
    workflow.snooze === undefined || workflow.snooze.snoozed_until !== null
      ? workflow
      : {
          ...workflow,
          snooze: { ...workflow.snooze, snoozed_at: workflow.snooze.snoozed_at + FAR_SECONDS },
        },
  ),
} as const satisfies Record<string, Mutant>;
