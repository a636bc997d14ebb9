import type { FieldError } from "@bellwether/core/api";
import type { ChannelName } from "@bellwether/core/channel";
import { type MarketPort, sessionConflict } from "@bellwether/core/market";
import type { MarketNow } from "@bellwether/core/time";
import { reviewWorkflow, type WorkflowDraft } from "@bellwether/core/workflow";
import { routingWarnings } from "./channel-routing.ts";
import { checkCodes } from "./instrument-check.ts";
import { offsetWarnings } from "./order-distance.ts";

export type FitnessDeps = Readonly<{
  market: Pick<MarketPort, "findInstrument" | "readCandles">;
  channels: readonly ChannelName[];
  marketNow: MarketNow;
}>;

/** What the market adds to the findings about a workflow. `problems`: why it can never signal, by its own
 *  fields, because the market does not list its instrument, or because it trades in another session.
 *  `warnings`: about one that can be saved. A market that does not answer is no reason for either. */
export async function draftFitness(
  { market, channels, marketNow }: FitnessDeps,
  draft: WorkflowDraft,
): Promise<Readonly<{ problems: FieldError[]; warnings: FieldError[] }>> {
  const { unknown, instruments } = await checkCodes(market, [draft.index, draft.cfd]);
  const cfd = instruments.get(draft.cfd);
  const conflict = cfd === undefined ? null : sessionConflict(draft, cfd);
  const far = await offsetWarnings({ market, instruments, asOf: marketNow() }, [draft]);
  return {
    problems: [
      ...(["index", "cfd"] as const)
        .filter((field) => unknown.has(draft[field]))
        .map((field) => ({ field, reason: `the market does not list ${draft[field]}` })),
      ...(conflict === null ? [] : [{ field: "is_us", reason: conflict }]),
      ...findingsOf(draft, ["never"]),
    ],
    warnings: [...draftWarnings(draft, channels), ...far.values()],
  };
}

/** Warnings about a workflow that do not need the market. */
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
