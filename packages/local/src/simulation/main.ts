/** `pnpm simulate --seeds N --steps M [--seed S] [--mutant NAME]` */
import { Command, InvalidArgumentError } from "commander";
import { MUTANTS, type MutantName } from "./effects.ts";
import { simulate } from "./simulation.ts";

type Flags = { seeds: number; steps: number; seed?: number; from: number; mutant?: MutantName };

const flags = new Command("simulate")
  .description("Runs the whole system through accidents chosen by a seed, and judges the outcome.")
  .option("--seeds <count>", "how many seeds to run", wholeNumber, 2_000)
  .option("--from <seed>", "the first seed", wholeNumber, 1)
  .option("--steps <count>", "accidents in each run", wholeNumber, 40)
  .option("--seed <seed>", "run this seed alone, and show everything that happens", wholeNumber)
  .option("--mutant <guard>", "take one guard away and see it missed", mutantName)
  .parse()
  .opts<Flags>();

const mutation = flags.mutant === undefined ? {} : { mutant: flags.mutant };
const seeds =
  flags.seed === undefined
    ? Array.from({ length: flags.seeds }, (_, index) => flags.from + index)
    : [flags.seed];
const trace = flags.seed === undefined ? {} : { trace: (line: string) => console.log(line) };
const startedMs = performance.now();
const failing: number[] = [];
let signals = 0;

for (const seed of seeds) {
  const result = await simulate({ seed, steps: flags.steps, ...mutation, ...trace });
  signals += result.signals;
  if (result.violations.length === 0) continue;
  failing.push(seed);
  console.log(`seed ${seed} fails; see it with --seed ${seed} --steps ${flags.steps}`);
  for (const violation of result.violations.slice(0, 5)) console.log(`  ${violation}`);
}

const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
console.log(
  `${seeds.length} seeds of ${flags.steps} steps, ${signals} signals, ` +
    `${failing.length} failing, in ${seconds} s`,
);
process.exitCode = failing.length === 0 ? 0 : 1;

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError("a whole number");
  return value;
}

function mutantName(text: string): MutantName {
  if (Object.hasOwn(MUTANTS, text)) return text as MutantName;
  throw new InvalidArgumentError(`one of: ${Object.keys(MUTANTS).join(", ")}`);
}
