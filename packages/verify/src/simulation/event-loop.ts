/** Time, randomness and failure of a simulation: a separate event loop. Everything that happens
 *  is an event at a virtual instant; events of one instant are shuffled by the seed. Nothing
 *  here reads a real clock, so a seed replays exactly. */
import type { Random } from "@bellwether/core/chance";
import type { Sleep } from "@bellwether/core/time";
import { chanceOf } from "@bellwether/markets/simulated";

export type EventLoop = Readonly<{
  random: Random;
  /** True with probability `p`. */
  chance: (p: number) => boolean;
  pick: <T>(list: readonly T[]) => T | undefined;
  /** A whole number from `low` to `high`, both included. */
  between: (low: number, high: number) => number;
  shuffle: <T>(list: readonly T[]) => readonly T[];
  newId: () => string;
  nowMs: () => number;
  after: (delayMs: number, event: () => void) => void;
  /** Advances the virtual clock by `durationMs`. */
  advance: (durationMs: number) => Promise<void>;
  /** While calm, no call fails. */
  setCalm: (calm: boolean) => void;
  isCalm: () => boolean;
  trace: (line: string) => void;
}>;

type Event = Readonly<{ atMs: number; order: number; run: () => void }>;

/** Start of the virtual clock: 2026-11-23T00:00:00Z. */
export const EPOCH_MS = 1_795_392_000_000;

export function createEventLoop(seed: number, trace: (line: string) => void = () => {}): EventLoop {
  const random = chanceOf("simulation", seed).uniform;
  const events = eventHeap();
  let nowMs = EPOCH_MS;
  let calm = false;

  const between = (low: number, high: number): number =>
    low + Math.floor(random() * (high - low + 1));
  return {
    random,
    chance: (p) => random() < p,
    pick: (list) => list[Math.floor(random() * list.length)],
    between,
    shuffle: (list) =>
      list
        .map((value) => ({ value, order: random() }))
        .sort((a, b) => a.order - b.order)
        .map(({ value }) => value),
    newId: () => uuid(random),
    nowMs: () => nowMs,
    after: (delayMs, run) =>
      events.push({ atMs: nowMs + Math.max(0, delayMs), order: random(), run }),
    async advance(durationMs) {
      const untilMs = nowMs + durationMs;
      for (let next = events.peek(); next !== undefined && next.atMs <= untilMs; ) {
        events.pop();
        nowMs = next.atMs;
        next.run();
        // Runs everything that this event started, up to its next call or sleep.
        await nextTurn();
        next = events.peek();
      }
      nowMs = untilMs;
    },
    setCalm: (wanted) => {
      calm = wanted;
    },
    isCalm: () => calm,
    trace: (line) => trace(`${((nowMs - EPOCH_MS) / 1_000).toFixed(3).padStart(10)} s  ${line}`),
  };
}

/** A random UUID (version 4), generated from the seed. */
function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");
  const part = (from: number, to: number): string => hex.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-4${part(13, 16)}-8${part(17, 20)}-${part(20, 32)}`;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** One life of a component: from a start to a crash. While alive it can call and sleep; after a
 *  crash, its pending promises never settle. */
export type Life = Readonly<{
  name: string;
  isAlive: () => boolean;
  kill: () => void;
  onDeath: (hook: () => void) => void;
  sleep: Sleep;
  /** Awaits a promise of the same process, for as long as this life lasts. */
  hold: <T>(promise: Promise<T>) => Promise<T>;
  /** A network call: it takes time, and may be refused, take effect without a response, or end
   *  with a crash of its caller. */
  call: <T>(
    what: string,
    effect: () => Promise<T>,
    failure: (reason: string) => Error,
  ) => Promise<T>;
}>;

export type Hazards = Readonly<{
  /** Probability that a call is refused, or that its answer is lost. */
  fault: number;
  /** Probability that the caller crashes around a call. */
  crash: number;
  /** Longest latency of a request or a response, in milliseconds. */
  latencyMs: number;
  /** Probability that a call is slow. */
  slow: number;
}>;

export function beginLife(loop: EventLoop, name: string, hazards: Hazards): Life {
  let alive = true;
  const hooks: (() => void)[] = [];
  const kill = (): void => {
    if (!alive) return;
    alive = false;
    loop.trace(`${name} dies`);
    for (const hook of hooks) hook();
  };
  const latency = (): number => loop.between(1, loop.chance(hazards.slow) ? hazards.latencyMs : 20);

  return {
    name,
    isAlive: () => alive,
    kill,
    onDeath: (hook) => hooks.push(hook),
    sleep: (durationMs, signal) =>
      new Promise((resolve) => {
        const wake = (): void => {
          signal?.removeEventListener("abort", wake);
          if (alive) resolve();
        };
        if (signal?.aborted === true) return loop.after(0, wake);
        signal?.addEventListener("abort", wake, { once: true });
        loop.after(durationMs, wake);
      }),
    hold: (promise) =>
      new Promise((resolve, reject) => {
        promise.then(
          (value) => alive && resolve(value),
          (error: unknown) => alive && reject(error),
        );
      }),
    call: (what, effect, failure) =>
      new Promise((resolve, reject) => {
        const answer = (give: () => void): void =>
          loop.after(latency(), () => {
            if (alive) give();
          });
        const run = async (): Promise<void> => {
          if (!alive) return;
          const fate = fateOf(loop, hazards);
          if (fate !== "well") loop.trace(`${name}: ${what} ${fate}`);
          if (fate === "crashes before") return kill();
          if (fate === "is refused") return answer(() => reject(failure("refused")));
          try {
            const value = await effect();
            if (fate === "crashes after") return kill();
            if (fate === "loses its answer") return answer(() => reject(failure("answer lost")));
            answer(() => resolve(value));
          } catch (error) {
            answer(() => reject(error));
          }
        };
        loop.after(latency(), () => void run());
      }),
  };
}

type Fate = "well" | "is refused" | "loses its answer" | "crashes before" | "crashes after";

function fateOf(loop: EventLoop, { fault, crash }: Hazards): Fate {
  if (loop.isCalm()) return "well";
  const throwOf = loop.random();
  if (throwOf < crash / 2) return "crashes before";
  if (throwOf < crash) return "crashes after";
  if (throwOf < crash + fault / 2) return "is refused";
  if (throwOf < crash + fault) return "loses its answer";
  return "well";
}

function eventHeap(): {
  push: (event: Event) => void;
  pop: () => void;
  peek: () => Event | undefined;
} {
  const heap: Event[] = [];
  const before = (a: Event, b: Event): boolean =>
    a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
  const at = (index: number): Event => heap[index] as Event;
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [at(b), at(a)];
  };
  return {
    peek: () => heap[0],
    push(event) {
      heap.push(event);
      for (let child = heap.length - 1; child > 0; ) {
        const parent = (child - 1) >> 1;
        if (!before(at(child), at(parent))) break;
        swap(child, parent);
        child = parent;
      }
    },
    pop() {
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return;
      heap[0] = last;
      for (let parent = 0; ; ) {
        const left = 2 * parent + 1;
        if (left >= heap.length) break;
        const right = left + 1;
        const child = right < heap.length && before(at(right), at(left)) ? right : left;
        if (!before(at(child), at(parent))) break;
        swap(parent, child);
        parent = child;
      }
    },
  };
}
