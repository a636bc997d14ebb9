import type { FieldError } from "@bellwether/core/api";
import type { Instrument, MarketPort } from "@bellwether/core/market";
import type { Instant } from "@bellwether/core/time";
import { reviewOffset, type WorkflowDraft } from "@bellwether/core/workflow";
import { readNewest } from "./market-reading.ts";

/** With a smaller offset an order is near the market, whatever the instrument's price. */
const MIN_OFFSET_STEPS = 100;
const PRICES_AT_ONCE = 8;

type Reading = Readonly<{
  market: Pick<MarketPort, "readCandles">;
  instruments: ReadonlyMap<string, Instrument>;
  asOf: Instant;
  isLate?: () => boolean;
}>;

/** Warnings about the offset of each workflow whose order would be too far from the market to be proposed. A
 *  price is read only where the instrument's price step leaves it open, and none once `isLate`: a run
 *  reports what is not found here. */
export async function offsetWarnings(
  { market, instruments, asOf, isLate = () => false }: Reading,
  drafts: readonly WorkflowDraft[],
): Promise<ReadonlyMap<WorkflowDraft, FieldError>> {
  const open = drafts.filter(({ cfd, trigger }) => {
    const step = instruments.get(cfd)?.tick_size;
    return step !== undefined && trigger.offset >= MIN_OFFSET_STEPS * step;
  });
  const codes = [...new Set(open.map(({ cfd }) => cfd))];
  const prices = new Map<string, number>();
  for (let from = 0; from < codes.length && !isLate(); from += PRICES_AT_ONCE) {
    await Promise.all(
      codes.slice(from, from + PRICES_AT_ONCE).map(async (code) => {
        const newest = await readNewest(market, code, asOf);
        if (newest !== null) prices.set(code, newest.close);
      }),
    );
  }
  const warnings = new Map<WorkflowDraft, FieldError>();
  for (const draft of open) {
    const price = prices.get(draft.cfd);
    const finding = price === undefined ? null : reviewOffset(draft, price);
    if (finding === null) continue;
    warnings.set(draft, { field: finding.path.join("."), reason: finding.reason });
  }
  return warnings;
}
