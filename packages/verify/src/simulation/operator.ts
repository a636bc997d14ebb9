/** The operator's manual actions: rebuilds and redrives. */
import { derive, deriveSignals, type RebuildReport, rebuild } from "@bellwether/functions/handler";
import { type Environment, silent } from "./environment.ts";
import { beginLife, type Life } from "./event-loop.ts";

export type Operator = Readonly<{
  /** Derives every projection, and repeats it if it is interrupted. */
  startRebuild: () => void;
  isRebuilding: () => boolean;
  rebuildNow: () => Promise<RebuildReport>;
  /** Returns dead letters and parked records for another attempt. */
  redrive: () => void;
}>;

export function createOperator(env: Environment): Operator {
  const { loop, clocks, hazards, database, processes, ports } = env;
  let rebuilding = 0;

  function rebuildIn(life: Life): Promise<RebuildReport> {
    const { projections, scanWorkflows } = ports(life);
    return rebuild({ ...clocks, projections, scanWorkflows, sleep: life.sleep, log: silent })();
  }

  function startRebuild(): void {
    // The operator's tool uses a slow connection, so it loses every race.
    const life = beginLife(loop, "rebuild", { ...hazards, latencyMs: 3_000, slow: 0.7 });
    rebuilding += 1;
    let done = false;
    const end = (again: boolean): void => {
      if (done) return;
      done = true;
      loop.after(again ? 1_000 : 0, () => {
        rebuilding -= 1;
        if (again) startRebuild();
      });
    };
    life.onDeath(() => end(true));
    rebuildIn(life).then(
      ({ failed }) => end(failed.length > 0),
      () => end(true),
    );
  }

  function redrive(): void {
    const queues = processes.queues();
    if (queues !== null) for (const queue of queues.all()) queue.redrive().catch(() => {});
    void queues?.flush();
    const { projections } = ports(beginLife(loop, "operator", hazards));
    for (const record of database.parked) {
      const { workflow_id: id, placed_at } = record.dynamodb?.Keys ?? {};
      const workflow_id = id?.S ?? "";
      Promise.all([
        derive({ projections })(workflow_id),
        deriveSignals({ ...clocks, projections })([
          { workflow_id, placed_at: Number(placed_at?.N) },
        ]),
      ]).then(
        () => database.parked.delete(record),
        () => {},
      );
    }
  }

  return {
    startRebuild,
    isRebuilding: () => rebuilding > 0,
    rebuildNow: () => rebuildIn(beginLife(loop, "last rebuild", hazards)),
    redrive,
  };
}
