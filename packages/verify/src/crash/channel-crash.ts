import type { Workflow } from "@bellwether/core/workflow";
import { alwaysSignals } from "@bellwether/functions/testing";
import { type ChannelServices, SERVED_CHANNELS } from "../channel/services.ts";
import type { KillMoment, SignalMessages } from "./crash-messages.ts";

const nameOf = (nth: number) => `episode ${String(nth).padStart(4, "0")}`;

/** Workflows of one long episode each, which signals once. */
export function episodes(count: number): readonly Workflow[] {
  return Array.from({ length: count }, (_, nth) =>
    alwaysSignals(nameOf(nth), { repeat: "once_per_episode", announce: "once_per_episode" }),
  );
}

/** Counts the messages of every channel: each must announce each episode, and may repeat one for each
 *  kill, the message that was in flight. */
export function countChannelMessages(services: ChannelServices, count: number): SignalMessages {
  const names = Array.from({ length: count }, (_, nth) => nameOf(nth));
  const timesIn = (channel: (typeof SERVED_CHANNELS)[number]) => {
    const texts = services.posts(channel).map(({ text }) => text);
    return names.map((name) => texts.filter((text) => text.includes(name)).length);
  };
  const isOver = () => SERVED_CHANNELS.every((name) => services.posts(name).length >= count);
  return {
    read({ isUp }): KillMoment {
      if (isOver()) return "over";
      return isUp ? "sending" : "start";
    },
    judge(kills) {
      const faults: string[] = [];
      let all = 0;
      for (const channel of SERVED_CHANNELS) {
        const times = timesIn(channel);
        const missing = times.filter((each) => each === 0).length;
        const repeated = times.reduce((sum, each) => sum + Math.max(0, each - 1), 0);
        all += repeated;
        console.log(`${channel}: ${services.posts(channel).length} messages, ${repeated} repeated`);
        if (missing > 0) faults.push(`${channel} did not announce ${missing} episodes`);
        if (repeated > kills) faults.push(`${channel} repeated ${repeated} messages`);
      }
      return { faults, repeated: all, expected: count * SERVED_CHANNELS.length };
    },
  };
}
