import type { WorkflowSummary } from "@bellwether/core/api";

/** A signal that arrived while the page was open. */
export type Arrival = Readonly<{
  /** Id of the order. */
  id: string;
  workflow: WorkflowSummary;
}>;

const SHOWN_FOR_MS = 8_000;

let shown: readonly Arrival[] = [];
const listeners = new Set<() => void>();

function show(next: readonly Arrival[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** The newest arrivals, for a few seconds each, newest first. */
export const arrivals = {
  current: () => shown,
  add: (arrived: readonly Arrival[]) => {
    show([...arrived, ...shown]);
    const ids = new Set(arrived.map(({ id }) => id));
    setTimeout(() => show(shown.filter(({ id }) => !ids.has(id))), SHOWN_FOR_MS);
  },
  dismiss: (id: string) => show(shown.filter((each) => each.id !== id)),
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
