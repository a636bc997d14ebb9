/** The processes of the simulated system: a host, and the components that crash with it. */
import type { Consumer } from "@bellwether/core/event";
import type { Queues } from "@bellwether/local/queue";
import { SIMULATED_CONSUMERS } from "./channels.ts";
import { beginLife, type EventLoop, type Hazards, type Life } from "./event-loop.ts";

/** As on AWS, two instances read the queue of the channel. */
export type Component = "host" | Consumer | "second notify" | "project";
export const COMPONENTS: readonly Component[] = [
  "host",
  ...SIMULATED_CONSUMERS,
  "second notify",
  "project",
];

export type Processes = Readonly<{
  /** The newest life of a component. */
  life: (name: Component) => Life | undefined;
  begin: (name: Component, onDeath: (life: Life) => void) => Life;
  crash: (name: Component) => void;
  /** Restarts a component after a random delay, unless its host has crashed by then. */
  restart: (host: Life, start: () => void) => void;
  /** The queues in the host's memory: null while it is down. */
  queues: () => Queues | null;
  setQueues: (queues: Queues | null) => void;
}>;

export function createProcesses(loop: EventLoop, hazards: Hazards): Processes {
  const lives = new Map<Component, Life>();
  let queues: Queues | null = null;
  return {
    life: (name) => lives.get(name),
    begin(name, onDeath) {
      const life = beginLife(loop, name, hazards);
      lives.set(name, life);
      life.onDeath(() => onDeath(life));
      return life;
    },
    crash: (name) => lives.get(name)?.kill(),
    restart(host, start) {
      loop.after(restartDelayMs(loop), () => {
        if (host.isAlive()) start();
      });
    },
    queues: () => queues,
    setQueues(opened) {
      queues = opened;
    },
  };
}

export function restartDelayMs(loop: EventLoop): number {
  return loop.between(100, 5_000);
}
