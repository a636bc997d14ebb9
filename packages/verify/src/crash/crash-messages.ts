/** What the killed processes announced on the terminal, and when the kills came. */
import type { CrashLife } from "./crash-run.ts";
import type { CrashScene, SceneSignal } from "./crash-scene.ts";

/** When a kill came. `start`: before the process had its address. `sending`: some messages of a tick
 *  were out and others were not. `between`: at anything else, with messages to follow. `over`:
 *  everything had been announced, so that the kill proves nothing. */
export type KillMoment = "start" | "sending" | "between" | "over";

type MessageVerdict = Readonly<{
  faults: readonly string[];
  /** Messages beyond the first of each. */
  repeated: number;
  expected: number;
}>;

export type SignalMessages = Readonly<{
  /** To be called with each life, in order: when its kill came. */
  read: (life: CrashLife) => KillMoment;
  judge: (kills: number) => MessageVerdict;
}>;

/** Counts the messages of a scene: one for each episode, or for each signal that has no episode's. */
export function countMessages(scene: CrashScene): SignalMessages {
  const due = new Map(scene.signals.map((signal) => [lineOf(signal), signal]));
  const timesSent = new Map(scene.signals.map((signal) => [messageOf(signal), 0]));
  const messagesOfTick = new Map<number, Set<string>>();
  for (const signal of scene.signals) {
    if (signal.episode !== null && signal.episode !== signal.placedAt) continue;
    const messages = messagesOfTick.get(signal.placedAt) ?? new Set();
    messagesOfTick.set(signal.placedAt, messages.add(messageOf(signal)));
  }
  const unknown: string[] = [];
  let missing = timesSent.size;
  let newestTick = 0;

  function count(line: string): void {
    const signal = due.get(line);
    if (signal === undefined) {
      unknown.push(line);
      return;
    }
    const message = messageOf(signal);
    const times = timesSent.get(message) ?? 0;
    if (times === 0) missing -= 1;
    timesSent.set(message, times + 1);
    newestTick = Math.max(newestTick, signal.placedAt);
  }

  return {
    read({ lines, isUp }) {
      for (const line of announcedIn(lines)) count(line);
      if (missing === 0) return "over";
      if (!isUp) return "start";
      const ofTick = [...(messagesOfTick.get(newestTick) ?? [])];
      return ofTick.some((message) => timesSent.get(message) === 0) ? "sending" : "between";
    },
    judge(kills) {
      const repeated = [...timesSent.values()].reduce(
        (sum, times) => sum + Math.max(0, times - 1),
        0,
      );
      const faults: string[] = [];
      if (missing > 0) faults.push(`${missing} of ${timesSent.size} messages were never sent`);
      if (unknown.length > 0) faults.push(`nothing signalled what was announced: ${unknown[0]}`);
      // One message is in flight at a time, so a kill can repeat at most one.
      if (repeated > kills) faults.push(`${repeated} repeated messages after ${kills} kills`);
      return { faults, repeated, expected: timesSent.size };
    },
  };
}

/** The message about a signal. */
function messageOf({ workflow, episode, placedAt }: SceneSignal): string {
  return `${workflow}, ${episode === null ? "" : "episode of "}${episode ?? placedAt}`;
}

const PARIS = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Paris",
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  year: "numeric",
});

/** A signal as a message names it: `The first, Mon, 23 Nov 2026, 10:01`. */
function lineOf({ workflow, placedAt }: SceneSignal): string {
  return `${workflow}, ${PARIS.format(placedAt * 1_000)}`;
}

/** The signals that messages name: each message its newest, and a summary all of its own. */
function announcedIn(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line, index) => {
    const direct = /^#\S+ {2}Workflow `(.+?)` will trigger/.exec(line)?.[1];
    if (direct !== undefined) {
      // A kill within a message leaves its first lines; the whole message is then sent again.
      const rest = lines.slice(index + 1, index + 4);
      const when = rest.map((one) => /^(.+?) CES?T · /.exec(one)?.[1]).find(Boolean);
      return when === undefined ? [] : [`${direct}, ${when}`];
    }
    const summed = /^• `(.+?)` .*\((.+? \d{4}, \d\d:\d\d) CES?T/.exec(line);
    return summed === null ? [] : [`${summed[1]}, ${summed[2]}`];
  });
}
