import { isTickDue, type Session } from "@bellwether/core/market";
import type { Instant } from "@bellwether/core/time";
import { isActive, type ScanWorkflows, type Workflow } from "@bellwether/core/workflow";

export type DueTickDeps = Readonly<{
  scanWorkflows: ScanWorkflows;
  sessionOf: (workflow: Workflow) => Session;
}>;

/** The ticks at which an active workflow is due. */
export const dueTicks =
  ({ scanWorkflows, sessionOf }: DueTickDeps) =>
  async (ticks: readonly Instant[]): Promise<readonly Instant[]> => {
    const stored = await scanWorkflows();
    const workflows = stored.flatMap((one) => (one.kind === "valid" ? [one.value] : []));
    return ticks.filter((tick) =>
      workflows.some(
        (workflow) =>
          isActive(workflow, tick) &&
          isTickDue({ session: sessionOf(workflow), code: workflow.cfd }, tick),
      ),
    );
  };
