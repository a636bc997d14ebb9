import type { InstrumentList } from "@bellwether/core/api";
import type { WorkflowDraft } from "@bellwether/core/workflow";

/** An instrument of a copy. */
export type Target = Readonly<{ index: string; cfd: string; is_us: boolean }>;

type Instrument = InstrumentList["instruments"][number];

/** The target of an index and of what is ordered, in the session of the latter. */
export function targetOf(
  index: Pick<Instrument, "code">,
  ordered: Pick<Instrument, "code" | "market">,
): Target {
  return { index: index.code, cfd: ordered.code, is_us: ordered.market === "us" };
}

export function keyOf({ index, cfd }: Target): string {
  return index === cfd ? index : `${index}, orders on ${cfd}`;
}

/** The name template that is offered: the index in the name becomes a placeholder. */
export function templateOf({ name, index }: Pick<WorkflowDraft, "name" | "index">): string {
  return name.includes(index) ? name.replaceAll(index, "{index}") : `${name} {index}`;
}

/** A workflow file with the rule for each target. JSON is YAML, so the page needs no writer of
 *  YAML. The copies are dry runs, like any copy. */
export function duplicateFile(
  { index: _index, cfd: _cfd, is_us: _isUs, ...rule }: WorkflowDraft,
  template: string,
  instruments: readonly Target[],
): string {
  return JSON.stringify([{ ...rule, name: template, dry_run: true, instruments }]);
}
