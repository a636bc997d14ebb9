import { MUTANTS, type MutantName } from "./mutants.ts";
import { createScenario } from "./scenario.ts";
import { createSimulatedSystem, type SimulatedSystem } from "./simulated-system.ts";
import { isCaughtUp, judge } from "./verdict.ts";
import { createWorld, type Hazards, type World } from "./world.ts";

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
  const world = createWorld(seed, trace);
  const system = createSimulatedSystem(
    world,
    seed,
    hazardsOf(world),
    mutant === undefined ? null : MUTANTS[mutant],
  );
  const scenario = createScenario(world, system);
  scenario.begin();
  await world.advance(1_000);
  for (let step = 0; step < steps; step += 1) await scenario.step();
  await comeToRest(world, system);
  await judge(system);
  await judgeRebuild(world, system);
  const { violations, signals } = system.ledger;
  return { violations, signals: signals.size, orders: system.database.orders.size };
}

/** Fault rates vary by seed: some failures only occur when faults are rare. */
function hazardsOf(world: World): Hazards {
  return {
    fault: world.pick([0, 0.01, 0.03, 0.08]) ?? 0,
    crash: world.pick([0, 0.002, 0.005, 0.02]) ?? 0,
    latencyMs: world.pick([50, 300, 1_500]) ?? 50,
    slow: 0.1,
  };
}

/** Faults stop; the operator redrives dead letters, and expiry catches up. */
async function comeToRest(world: World, system: SimulatedSystem): Promise<void> {
  const { database, ledger } = system;
  world.setCalm(true);
  world.trace("-- calm");
  // A restarted process finds the messages that are only in the store.
  system.crash("host");
  for (let round = 0; round < QUIET_WITHIN_ROUNDS; round += 1) {
    await world.advance(ROUND_MS);
    system.redrive();
    for (const order of database.orders.values()) {
      if (order.ttl <= system.marketNow()) database.removeOrder(order.id);
    }
    await world.advance(60_000);
    if (system.isIdle() && (await isCaughtUp(world, system))) return;
  }
  ledger.violate("the system did not become quiescent");
}

async function judgeRebuild(world: World, system: SimulatedSystem): Promise<void> {
  const rebuilding = system.rebuildNow();
  await world.advance(600_000);
  const { differences, failed } = await rebuilding;
  const changed = differences.length + failed.length;
  if (changed > 0) system.ledger.violate(`a rebuild changed ${changed} workflows`);
}
