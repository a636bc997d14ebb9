import type { SystemStatus } from "@bellwether/core/api";

/** Whether a recorded market has ended: this is not a fault, but no more runs will follow. */
export function isRecordingOver({ market, paused, next_tick }: SystemStatus): boolean {
  return !market.simulated && !market.replaying && !paused && next_tick === null;
}
