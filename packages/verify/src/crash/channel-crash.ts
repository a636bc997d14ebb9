import type { Workflow } from "@bellwether/core/workflow";
import { alwaysSignals } from "@bellwether/functions/testing";
import { type ChannelServices, SERVED_CHANNELS } from "../channel/services.ts";
import type { CrashScene } from "./crash-scene.ts";
import type { MessageVerdict } from "./crash-verdict.ts";

/** More than any channel sends between fifty kills, so that each kill can hit a message. */
const EPISODES = 100;

const nameOf = (nth: number) => `episode ${String(nth).padStart(3, "0")}`;

/** Workflows of one long episode each, which signals once. */
export function episodes(): readonly Workflow[] {
  return Array.from({ length: EPISODES }, (_, nth) =>
    alwaysSignals(nameOf(nth), { repeat: "once_per_episode", announce: "once_per_episode" }),
  );
}

/** Their orders are all of the first tick. */
export function firstTickOf(scene: CrashScene): CrashScene {
  return { ...scene, ticks: scene.ticks.slice(0, 1) };
}

/** Each channel must have announced each episode, and may have repeated one for each crash: the message
 *  that was in flight. */
export function judgeChannels(services: ChannelServices, crashes: number): MessageVerdict {
  const faults: string[] = [];
  let all = 0;
  for (const channel of SERVED_CHANNELS) {
    const texts = services.posts(channel).map(({ text }) => text);
    const times = Array.from(
      { length: EPISODES },
      (_, nth) => texts.filter((text) => text.includes(nameOf(nth))).length,
    );
    const missing = times.filter((count) => count === 0).length;
    const repeated = times.reduce((sum, count) => sum + Math.max(0, count - 1), 0);
    all += repeated;
    console.log(`${channel}: ${texts.length} messages, ${repeated} repeated`);
    if (missing > 0) faults.push(`${channel} did not announce ${missing} episodes`);
    if (repeated > crashes) faults.push(`${channel} repeated ${repeated} messages`);
  }
  return { faults, repeated: all, expected: EPISODES * SERVED_CHANNELS.length };
}
