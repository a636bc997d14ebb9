/** `pnpm bench [name]`: measures on this machine, in one run, and prints tables. With GOLDEN_DIR
 *  set it also replays the recorded market. A name runs the benchmarks whose title contains it. */
import { cpus } from "node:os";
import { type Benchmark, tableOf } from "./benchmark.ts";
import { bundleBenchmark } from "./bundle-benchmark.ts";
import { evaluationBenchmark } from "./evaluation-benchmark.ts";
import { fanOutBenchmark } from "./fan-out-benchmark.ts";
import { floodBenchmark } from "./flood-benchmark.ts";
import { indicatorBenchmark } from "./indicator-benchmark.ts";
import { replayBenchmark } from "./replay-benchmark.ts";
import { scoreBenchmark } from "./score-benchmark.ts";
import { storageBenchmark } from "./storage-benchmark.ts";

const golden = process.env["GOLDEN_DIR"];
const benchmarks: readonly Benchmark[] = [
  indicatorBenchmark,
  evaluationBenchmark,
  bundleBenchmark,
  storageBenchmark,
  floodBenchmark,
  fanOutBenchmark,
  scoreBenchmark,
  ...(golden === undefined ? [] : [replayBenchmark(golden)]),
];

const wanted = process.argv[2]?.toLowerCase() ?? "";
const chosen = benchmarks.filter(({ name }) => name.toLowerCase().includes(wanted));
if (chosen.length === 0) {
  const names = benchmarks.map(({ name }) => `  ${name}\n`).join("");
  process.stderr.write(`No benchmark has "${wanted}" in its title. The titles are:\n${names}`);
  process.exitCode = 2;
} else {
  const processor = cpus()[0]?.model ?? "an unknown processor";
  process.stdout.write(`Node ${process.version} on ${processor}\n\n`);
  for (const { name, run } of chosen) process.stdout.write(`${tableOf(name, await run())}\n`);
}
