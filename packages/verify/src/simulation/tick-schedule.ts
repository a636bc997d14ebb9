/** The scheduler of a simulation: it advances the market's clock and runs the engine. */
import {
  HALF_HOUR_SECONDS,
  HOUR_SECONDS,
  type Instant,
  tickAtOrBefore,
} from "@bellwether/core/time";
import type { EventLoop } from "./event-loop.ts";
import type { SimulatedSystem } from "./simulated-system.ts";

export type TickSchedule = Readonly<{
  /** Runs the next tick, sometimes twice; or a later one, after missed runs. */
  tick: () => void;
  /** Runs the newest tick again. */
  repeat: () => void;
}>;

export function createTickSchedule(loop: EventLoop, system: SimulatedSystem): TickSchedule {
  let lastTick: Instant = 0;
  return {
    tick() {
      const isNext = loop.chance(0.7);
      system.passMarketTime(isNext ? HALF_HOUR_SECONDS : loop.between(1, 3) * HOUR_SECONDS);
      const due = tickAtOrBefore(system.marketNow());
      if (due === lastTick) return;
      lastTick = due;
      system.schedule(due);
      if (loop.chance(0.3)) loop.after(loop.between(0, 20_000), () => system.schedule(due));
    },
    repeat: () => system.schedule(lastTick),
  };
}
