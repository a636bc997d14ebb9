/** Notifications that something changed, without its new value, which clients request from the API. */
type Change =
  | Readonly<{ kind: "order"; id: string }>
  /** A run that is recorded, by its tick in epoch seconds. */
  | Readonly<{ kind: "run"; tick: number }>;

export type ChangeFeed = Readonly<{
  report: (change: Change) => void;
  /** Returns how to stop. */
  listen: (listener: (change: Change) => void) => () => void;
}>;

export function changeFeed(): ChangeFeed {
  const listeners = new Set<(change: Change) => void>();
  return {
    report: (change) => {
      for (const listener of listeners) listener(change);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
