/** `pnpm simulate --seeds N --steps M [--seed S] [--mutant NAME]` */
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import { wholeNumber } from "../whole-number.ts";
import { MUTANTS, type MutantName } from "./mutants.ts";
import { type SimulationResult, simulate } from "./simulation.ts";

type Flags = {
  seeds: number;
  steps: number;
  seed?: number;
  from: number;
  mutant?: MutantName;
  workers: number;
};
type Outcome = SimulationResult & { readonly seed: number };

const flags = new Command("simulate")
  .description("Runs the whole system through failures chosen by a seed, and checks the result.")
  .option("--seeds <count>", "how many seeds to run", wholeNumber, 2_000)
  .option("--from <seed>", "the first seed", wholeNumber, 1)
  .option("--steps <count>", "failures in each run", wholeNumber, 40)
  .option("--seed <seed>", "run this seed alone, and show everything that happens", wholeNumber)
  .option("--mutant <guard>", "remove one guard, to see that the checks notice it", mutantName)
  .option("--workers <count>", "processes to run at once", wholeNumber, availableParallelism())
  .parse()
  .opts<Flags>();

if (process.send === undefined) await conduct();
else await runSeeds(flags.from, flags.seeds, (outcome) => process.send?.(outcome));

/** Divides the seeds among child processes of this program, and prints their results. */
async function conduct(): Promise<void> {
  const startedMs = performance.now();
  const failing: number[] = [];
  let count = 0;
  let signals = 0;
  const report = (outcome: Outcome): void => {
    count += 1;
    signals += outcome.signals;
    if (outcome.violations.length === 0) return;
    failing.push(outcome.seed);
    console.log(
      `seed ${outcome.seed} fails; see it with --seed ${outcome.seed} --steps ${flags.steps}`,
    );
    for (const violation of outcome.violations.slice(0, 5)) console.log(`  ${violation}`);
  };
  if (flags.seed !== undefined) await runSeeds(flags.seed, 1, report);
  else if (flags.workers <= 1) await runSeeds(flags.from, flags.seeds, report);
  else await Promise.all(shares().map(({ from, seeds }) => runWorker(from, seeds, report)));
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  console.log(
    `${count} seeds of ${flags.steps} steps, ${signals} signals, ` +
      `${failing.length} failing, in ${seconds} s`,
  );
  process.exitCode = failing.length === 0 && count > 0 ? 0 : 1;
}

async function runSeeds(
  from: number,
  seeds: number,
  report: (outcome: Outcome) => void,
): Promise<void> {
  const mutation = flags.mutant === undefined ? {} : { mutant: flags.mutant };
  const trace = flags.seed === undefined ? {} : { trace: (line: string) => console.log(line) };
  for (let seed = from; seed < from + seeds; seed += 1) {
    report({ seed, ...(await simulate({ seed, steps: flags.steps, ...mutation, ...trace })) });
  }
}

function shares(): readonly { readonly from: number; readonly seeds: number }[] {
  const each = Math.ceil(flags.seeds / flags.workers);
  const starts = Array.from({ length: flags.workers }, (_, worker) => worker * each);
  return starts
    .filter((start) => start < flags.seeds)
    .map((start) => ({ from: flags.from + start, seeds: Math.min(each, flags.seeds - start) }));
}

function runWorker(from: number, seeds: number, report: (outcome: Outcome) => void): Promise<void> {
  const args = ["--from", `${from}`, "--seeds", `${seeds}`, "--steps", `${flags.steps}`];
  if (flags.mutant !== undefined) args.push("--mutant", flags.mutant);
  const worker = fork(process.argv[1] ?? "", args);
  worker.on("message", (outcome) => report(outcome as Outcome));
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`)),
    );
  });
}

function mutantName(text: string): MutantName {
  if (Object.hasOwn(MUTANTS, text)) return text as MutantName;
  throw new InvalidArgumentError(`It must be one of: ${Object.keys(MUTANTS).join(", ")}`);
}
