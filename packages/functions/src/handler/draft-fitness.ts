import type { FieldError } from "@bellwether/core/api";
import type { ChannelName } from "@bellwether/core/channel";
import { type MarketPort, sessionConflict } from "@bellwether/core/market";
import { reviewWorkflow, type WorkflowDraft } from "@bellwether/core/workflow";
import { routingWarnings } from "./channel-routing.ts";
import { checkCodes } from "./instrument-check.ts";

/** Why a workflow can never signal: by its own fields, because the market does not list its
 *  instrument, or because it trades in another session. A market that does not answer is no
 *  reason. */
export async function draftProblems(
  market: Pick<MarketPort, "findInstrument">,
  draft: WorkflowDraft,
): Promise<FieldError[]> {
  const { unknown, instruments } = await checkCodes(market, [draft.index, draft.cfd]);
  const cfd = instruments.get(draft.cfd);
  const conflict = cfd === undefined ? null : sessionConflict(draft, cfd);
  return [
    ...(["index", "cfd"] as const)
      .filter((field) => unknown.has(draft[field]))
      .map((field) => ({ field, reason: `the market does not list ${draft[field]}` })),
    ...(conflict === null ? [] : [{ field: "is_us", reason: conflict }]),
    ...findingsOf(draft, ["never"]),
  ];
}

/** Warnings about a workflow that can be saved. */
export function draftWarnings(
  draft: WorkflowDraft,
  channels: readonly ChannelName[],
): FieldError[] {
  return [...findingsOf(draft, ["never", "hardly"]), ...routingWarnings(draft, channels)];
}

function findingsOf(draft: WorkflowDraft, kinds: readonly ("never" | "hardly")[]): FieldError[] {
  return reviewWorkflow(draft)
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ path, reason }) => ({ field: path.join("."), reason }));
}
