/** `pnpm -s crash [--times N] [--days D]`: kills the real process at random moments under a
 *  stream of signals, lets it finish, and checks for lost or repeated effects. Exit code 1 if it
 *  finds any. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { toIso } from "@bellwether/core/time";
import { Command } from "commander";
import { startServices } from "../channel/services.ts";
import { episodes, firstTickOf, judgeChannels } from "./channel-crash.ts";
import { runProcess } from "./crash-run.ts";
import { writeScene } from "./crash-scene.ts";
import { judgeDatabase, judgeMessages } from "./crash-verdict.ts";

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const { times, days, channels } = new Command("crash")
  .option("--times <number>", "how often to kill", "20")
  .option("--days <number>", "days of market to replay", "30")
  .option("--channels", "with every channel: each announces each episode once")
  .parse()
  .opts<{ times: string; days: string; channels?: true }>();

const LONGEST_LIFE_MS = 2_500;

const crashes = Number(times);
const base = await mkdtemp(path.join(tmpdir(), "bellwether-crash-"));
const home = path.join(base, "home");
const recording = path.join(base, "recording");
// One message an episode: a day is enough, and each channel sends at its pace of a few seconds.
const scene = channels
  ? firstTickOf(await writeScene(recording, 1, episodes()))
  : await writeScene(recording, Number(days));
const services = channels ? await startServices() : null;
const options = {
  variables: services?.variables ?? {},
  home,
  recording: scene.folder,
  from: toIso(scene.from),
};
const lines: string[] = [];
const startedMs = performance.now();
for (let crash = 1; crash <= crashes; crash += 1) {
  const killAfterMs = Math.round(Math.random() * LONGEST_LIFE_MS);
  const run = await runProcess({ ...options, killAfterMs });
  lines.push(...run.lines);
  process.stderr.write(`killed ${crash} of ${crashes}, after ${killAfterMs} ms\n`);
}
const last = await runProcess({ ...options, killAfterMs: null });
lines.push(...last.lines);
const file = (await readdir(home)).find((name) => name.endsWith(".db")) ?? "";
const messages =
  services === null ? judgeMessages(lines, scene, crashes) : judgeChannels(services, crashes);
await services?.stop();
const faults = [
  ...(last.exitCode === 0 ? [] : [`the last run ended with ${last.exitCode}`]),
  ...messages.faults,
  ...(await judgeDatabase(path.join(home, file), scene)),
];
for (const fault of faults) console.log(fault);
const seconds = Math.round((performance.now() - startedMs) / 1_000);
console.log(
  `${crashes} crashes, ${messages.expected} messages expected, ` +
    `${messages.repeated} messages repeated, ${faults.length} faults, in ${seconds} s`,
);
if (faults.length === 0) await rm(base, { recursive: true });
else console.log(`left in ${base}`);
process.exitCode = faults.length === 0 ? 0 : 1;
