import type { SystemStatus } from "@bellwether/core/api";

/** Whether a recorded market has played to its end: nothing is wrong, and nothing will happen. */
export function isRecordingOver({ market, paused, next_tick }: SystemStatus): boolean {
  return !market.simulated && !market.replaying && !paused && next_tick === null;
}
