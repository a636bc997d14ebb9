/** What is being done or was just done, and how it is taken back. */
export type UndoNotice = Readonly<{
  words: string;
  /** What could not be done, one sentence each. */
  failed: readonly string[];
  /** Null where nothing was changed. */
  undo: Readonly<{ label: string; run: () => void }> | null;
  /** In workflows; null once it is done. */
  progress: Readonly<{ done: number; total: number }> | null;
}>;

let shown: UndoNotice | null = null;
const listeners = new Set<() => void>();

/** The last change of workflows, until the next one or until it is dismissed. */
export const undoNotice = {
  current: () => shown,
  show: (next: UndoNotice | null) => {
    shown = next;
    for (const listener of listeners) listener();
  },
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
