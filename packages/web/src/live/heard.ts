let heardAtMs = Date.now();
const listeners = new Set<() => void>();

/** When the server last sent anything, by the browser's clock. */
export const heard = {
  now: () => {
    heardAtMs = Date.now();
    for (const listener of listeners) listener();
  },
  current: () => heardAtMs,
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
