import type { Sleep, SystemNow } from "@bellwether/core/time";

export type MessagePaceDeps = Readonly<{
  systemNow: SystemNow;
  sleep: Sleep;
  /** Pause between two messages to one room, milliseconds. */
  messageIntervalMs: number;
  /** Ends a pause early. */
  stopping?: AbortSignal;
}>;

/** Limits the rate of messages to each room of a channel. */
export type Pace = Readonly<{
  /** Waits until the room may be written to again. */
  turn: (room: string) => Promise<void>;
  /** How long the service still asks not to write to the room. */
  blockedForMs: (room: string) => number;
  block: (room: string, durationMs: number) => void;
}>;

export function messagePace(deps: MessagePaceDeps): Pace {
  const { systemNow, sleep, messageIntervalMs, stopping } = deps;
  const nextTurn = new Map<string, number>();
  const blockedUntil = new Map<string, number>();
  return {
    async turn(room) {
      const wait = (nextTurn.get(room) ?? 0) - systemNow();
      // Bounded, so that a clock that is set back does not cause a long wait.
      if (wait > 0) await sleep(Math.min(wait, messageIntervalMs), stopping);
      nextTurn.set(room, systemNow() + messageIntervalMs);
    },
    blockedForMs: (room) => Math.max(0, (blockedUntil.get(room) ?? 0) - systemNow()),
    block: (room, durationMs) => blockedUntil.set(room, systemNow() + durationMs),
  };
}
