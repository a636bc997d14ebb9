import type { Signal } from "./api/queries.ts";

/** A row of the page: one signal, or the newest of an episode with those before it. */
export type SignalRow = Readonly<{
  id: string;
  signal: Signal;
  /** All signals of the episode that are loaded, newest first; one for a signal alone. */
  episode: readonly Signal[];
  /** A signal of an unfolded episode, below its newest. */
  isMember: boolean;
}>;

/** The signals as rows, newest first. Signals of one episode are folded into the row of its newest; an
 *  unfolded one is followed by the rows of the others. */
export function episodeRows(
  signals: readonly Signal[],
  unfolded: ReadonlySet<string>,
): readonly SignalRow[] {
  const episodes = new Map<string, Signal[]>();
  for (const signal of signals) {
    const key = episodeKey(signal);
    const known = episodes.get(key);
    if (known === undefined) episodes.set(key, [signal]);
    else known.push(signal);
  }
  return [...episodes].flatMap(([key, episode]) => {
    const [newest, ...others] = episode;
    if (newest === undefined) return [];
    const row: SignalRow = { id: key, signal: newest, episode, isMember: false };
    if (!unfolded.has(key)) return [row];
    return [
      row,
      ...others.map((signal) => ({ id: signal.id, signal, episode: [signal], isMember: true })),
    ];
  });
}

/** A dry run and a real signal are never folded together. Signals of before episodes stand alone. */
function episodeKey(signal: Signal): string {
  if (signal.episode === undefined) return signal.id;
  return `${signal.workflow_id} ${signal.episode} ${signal.order_direction} ${signal.dry_run}`;
}
