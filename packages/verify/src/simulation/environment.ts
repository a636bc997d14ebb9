/** The dependencies shared by all parts of the simulated system. */
import type { Random } from "@bellwether/core/chance";
import type { Log } from "@bellwether/core/log";
import type { Instant } from "@bellwether/core/time";
import type { ServiceOutages } from "./channels.ts";
import type { Database } from "./database.ts";
import type { EventLoop, Hazards, Life } from "./event-loop.ts";
import type { Ledger } from "./ledger.ts";
import type { Ports, RangeQueue } from "./ports.ts";
import type { Processes } from "./processes.ts";

export type Environment = Readonly<{
  loop: EventLoop;
  hazards: Hazards;
  database: Database;
  ledger: Ledger;
  processes: Processes;
  outages: ServiceOutages;
  clocks: Readonly<{
    marketNow: () => Instant;
    systemNow: () => number;
    random: Random;
    newId: () => string;
  }>;
  /** The ports of one life of a component, behind an unreliable network. */
  ports: (life: Life) => Ports;
  rangeQueue: RangeQueue;
}>;

export const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
