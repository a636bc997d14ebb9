const WARM_UP_MS = 120;
const BATCH_MS = 8;
const BATCHES = 25;

/** Microseconds per call: the fastest of many batches, because any disturbance only makes a
 *  measurement longer. Warms up first, so that compiled code is measured. */
export function microseconds(call: () => unknown): number {
  let calls = 0;
  const warm = performance.now();
  while (performance.now() - warm < WARM_UP_MS) {
    call();
    calls += 1;
  }
  const batch = Math.max(1, Math.round((calls * BATCH_MS) / WARM_UP_MS));
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < BATCHES; run += 1) {
    const started = performance.now();
    for (let index = 0; index < batch; index += 1) call();
    best = Math.min(best, (performance.now() - started) / batch);
  }
  return best * 1_000;
}

/** Milliseconds of the fastest of several complete runs, each on fresh state. */
export function milliseconds<State>(prepare: () => State, call: (state: State) => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 7; run += 1) {
    const state = prepare();
    const started = performance.now();
    call(state);
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

/** Our speed relative to another implementation: `1.9 times technicalindicators`. */
export function ratio(ours: number, theirs: number, name: string): string {
  const times = theirs / ours;
  return `${times >= 100 ? Math.round(times).toLocaleString("en") : times.toFixed(1)} times ${name}`;
}

export function showMicroseconds(value: number): string {
  return value >= 1_000 ? `${(value / 1_000).toFixed(2)} ms` : `${value.toFixed(2)} us`;
}
