import { HALF_HOUR_SECONDS, tickAtOrBefore } from "@bellwether/core/time";
import { createEventLoop, type EventLoop, type Hazards } from "./event-loop.ts";
import { MUTANTS, type MutantName } from "./mutants.ts";
import { createScenario } from "./scenario.ts";
import { createSimulatedSystem, type SimulatedSystem } from "./simulated-system.ts";
import { isCaughtUp, judge } from "./verdict.ts";

export type SimulationOptions = Readonly<{
  seed: number;
  steps: number;
  /** A guard to remove, to check that the simulation detects it. */
  mutant?: MutantName;
  trace?: (line: string) => void;
}>;

export type SimulationResult = Readonly<{
  /** One sentence per violation; empty if there are none. */
  violations: readonly string[];
  signals: number;
  orders: number;
}>;

const QUIET_WITHIN_ROUNDS = 40;
const ROUND_MS = 400_000;

/** Runs the system through `steps` faults and checks it once it is idle. The same options give
 *  exactly the same events. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const { seed, steps, mutant, trace } = options;
  const loop = createEventLoop(seed, trace);
  const system = createSimulatedSystem(
    loop,
    seed,
    hazardsOf(loop),
    mutant === undefined ? null : MUTANTS[mutant],
  );
  const scenario = createScenario(loop, system);
  scenario.begin();
  await loop.advance(1_000);
  for (let step = 0; step < steps; step += 1) await scenario.step();
  await comeToRest(loop, system);
  await judge(system);
  await judgeRebuild(loop, system);
  const { violations, signals } = system.ledger;
  return { violations, signals: signals.size, orders: system.database.orders.size };
}

/** Fault rates vary by seed: some failures only occur when faults are rare. */
function hazardsOf(loop: EventLoop): Hazards {
  return {
    fault: loop.pick([0, 0.01, 0.03, 0.08]) ?? 0,
    crash: loop.pick([0, 0.002, 0.005, 0.02]) ?? 0,
    latencyMs: loop.pick([50, 300, 1_500]) ?? 50,
    slow: 0.1,
  };
}

/** Faults stop; the operator redrives dead letters, and expiry catches up. */
async function comeToRest(loop: EventLoop, system: SimulatedSystem): Promise<void> {
  const { database, ledger } = system;
  loop.setCalm(true);
  loop.trace("-- calm");
  // A restarted process finds the messages that are only in the store.
  system.crash("host");
  for (let round = 0; round < QUIET_WITHIN_ROUNDS; round += 1) {
    await loop.advance(ROUND_MS);
    if (round === 0) runOnceMore(system);
    system.redrive();
    for (const order of database.orders.values()) {
      if (order.ttl <= system.marketNow()) database.removeOrder(order.id);
    }
    await loop.advance(60_000);
    if (system.isIdle() && (await isCaughtUp(loop, system))) return;
  }
  ledger.violate("the system did not become quiescent");
}

/** The engine publishes what the API could not. */
function runOnceMore(system: SimulatedSystem): void {
  system.passMarketTime(HALF_HOUR_SECONDS);
  system.schedule(tickAtOrBefore(system.marketNow()));
}

async function judgeRebuild(loop: EventLoop, system: SimulatedSystem): Promise<void> {
  const rebuilding = system.rebuildNow();
  await loop.advance(600_000);
  const { differences, failed } = await rebuilding;
  const changed = differences.length + failed.length;
  if (changed > 0) system.ledger.violate(`a rebuild changed ${changed} workflows`);
}
