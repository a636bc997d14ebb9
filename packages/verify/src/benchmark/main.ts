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
process.stdout.write(
  `Node ${process.version} on ${cpus()[0]?.model ?? "an unknown processor"}\n\n`,
);
for (const { name, run } of benchmarks) {
  if (name.toLowerCase().includes(wanted)) process.stdout.write(`${tableOf(name, await run())}\n`);
}
