import type { WorkflowSummary } from "@bellwether/core/api";
import type { Session } from "@bellwether/core/market";
import { Moment } from "../../../time/moment.tsx";
import { Badge } from "../../../ui/badge.tsx";

/** The mark of a workflow that is evaluated and not announced. */
export function SnoozeBadge(props: {
  readonly snooze: WorkflowSummary["snooze"];
  readonly session?: Session;
}) {
  const { snooze, session = "eu" } = props;
  if (snooze === null) return null;
  return (
    <Badge tone="info">
      {snooze.snoozed_until === null ? (
        "Snoozed for this episode"
      ) : (
        <>
          Snoozed until <Moment at={snooze.snoozed_until} session={session} />
        </>
      )}
    </Badge>
  );
}
