/** The hops of a signal whose latency is measured, each since the engine emitted it. */
export const MEASURED_HOPS = ["stored", "projected", "announced"] as const;
export type MeasuredHop = (typeof MEASURED_HOPS)[number];

/** Records how long after its emission a signal reached a hop, in milliseconds. */
export type ObserveHop = (hop: MeasuredHop, latencyMs: number) => void;

/** Observes a hop of a signal now. A signal of an earlier version has no time of emission, and a
 *  clock that was set back gives no negative latency. */
export function observeHop(
  observe: ObserveHop | undefined,
  hop: MeasuredHop,
  emittedAtMs: number | undefined,
  nowMs: number,
): void {
  if (observe === undefined || emittedAtMs === undefined) return;
  observe(hop, Math.max(0, nowMs - emittedAtMs));
}
