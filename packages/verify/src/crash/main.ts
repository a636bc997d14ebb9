/** `pnpm -s crash [--times N] [--days D] [--channels]`: kills the real process at random moments under
 *  a stream of signals, lets it finish, and checks for lost or repeated effects. Exit code 1 if it
 *  finds any. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { toIso } from "@bellwether/core/time";
import { Command } from "commander";
import { startServices } from "../channel/services.ts";
import { wholeNumber } from "../whole-number.ts";
import { countChannelMessages, episodes } from "./channel-crash.ts";
import { countMessages, type KillMoment } from "./crash-messages.ts";
import { type KillTime, runProcess } from "./crash-run.ts";
import { writeScene } from "./crash-scene.ts";
import { judgeDatabase } from "./crash-verdict.ts";
import { bundleProcess } from "./process-bundle.ts";

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const {
  times: kills,
  days,
  channels,
} = new Command("crash")
  .option("--times <number>", "how often to kill", wholeNumber, 20)
  .option(
    "--days <number>",
    "days of market to replay (default: enough for the kills)",
    wholeNumber,
  )
  .option("--channels", "with every channel: each announces each episode once")
  .parse()
  .opts<{ times: number; days?: number; channels?: true }>();

/** A life ends at most this long after the process has its address, on average after half of it. */
const LONGEST_LIFE_MS = 600;
/** One kill in ten comes while the process starts. */
const START_KILLS = 0.1;
const LONGEST_START_MS = 600;
/** More than a process replays in one life on a fast machine. */
const DAYS_A_KILL = 1;
/** More than any channel sends in one life. */
const EPISODES_A_KILL = 1;

const base = await mkdtemp(path.join(tmpdir(), "bellwether-crash-"));
const home = path.join(base, "home");
const recording = path.join(base, "recording");
const episodeCount = Math.max(100, EPISODES_A_KILL * kills);
// One message an episode: a day is enough, and each channel sends at its pace of a few seconds.
const scene = channels
  ? await writeScene(recording, 1, episodes(episodeCount))
  : await writeScene(recording, days ?? Math.max(30, DAYS_A_KILL * kills));
const services = channels ? await startServices() : null;
const messages =
  services === null ? countMessages(scene) : countChannelMessages(services, episodeCount);
const options = {
  main: await bundleProcess(),
  variables: services?.variables ?? {},
  home,
  recording: scene.folder,
  from: toIso(scene.from),
};

function randomKill(): KillTime {
  return Math.random() < START_KILLS
    ? { after: "start", ms: Math.round(Math.random() * LONGEST_START_MS) }
    : { after: "address", ms: Math.round(Math.random() * LONGEST_LIFE_MS) };
}

const moments: Record<KillMoment, number> = { start: 0, sending: 0, between: 0, over: 0 };
const startedMs = performance.now();
for (let nth = 1; nth <= kills; nth += 1) {
  const kill = randomKill();
  const moment = messages.read(await runProcess({ ...options, kill }));
  moments[moment] += 1;
  process.stderr.write(
    `killed ${nth} of ${kills}, ${kill.ms} ms after its ${kill.after}: ${moment}\n`,
  );
}
const last = await runProcess({ ...options, kill: null });
messages.read(last);
const verdict = messages.judge(kills);
await services?.stop();
const file = (await readdir(home)).find((name) => name.endsWith(".db")) ?? "";
const faults = [
  ...(last.exitCode === 0 ? [] : [`the last run ended with ${last.exitCode}`]),
  ...verdict.faults,
  ...(await judgeDatabase(path.join(home, file), scene)),
];
for (const fault of faults) console.log(fault);
const seconds = Math.round((performance.now() - startedMs) / 1_000);
console.log(
  `${kills} kills: ${moments.start} while it started, ${moments.sending} while the messages of a tick ` +
    `were being sent, ${moments.between} between, ${moments.over} when all was done`,
);
console.log(
  `${verdict.expected} messages expected, ${verdict.repeated} repeated, ${faults.length} faults, ` +
    `in ${seconds} s`,
);
if (faults.length === 0) await rm(base, { recursive: true });
else console.log(`left in ${base}`);
process.exitCode = faults.length === 0 ? 0 : 1;
