import { useSyncExternalStore } from "react";

/** A setting of the trader's, stored in the browser. */
export type Setting<Value extends string> = Readonly<{
  current: () => Value;
  choose: (value: Value) => void;
  subscribe: (listener: () => void) => () => void;
}>;

/** `values[0]` is the default. Other tabs are kept in sync. */
export function setting<const Value extends string>(
  key: string,
  values: readonly [Value, ...Value[]],
): Setting<Value> {
  const listeners = new Set<() => void>();
  const current = () => {
    const stored = localStorage.getItem(key);
    return values.find((value) => value === stored) ?? values[0];
  };
  const changed = () => {
    for (const listener of listeners) listener();
  };
  window.addEventListener("storage", (event) => {
    if (event.key === key) changed();
  });
  return {
    current,
    choose: (value) => {
      localStorage.setItem(key, value);
      changed();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useSetting<Value extends string>(chosen: Setting<Value>): Value {
  return useSyncExternalStore(chosen.subscribe, chosen.current);
}
