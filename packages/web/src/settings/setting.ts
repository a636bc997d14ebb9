import { useSyncExternalStore } from "react";

/** A choice of the trader's that the browser keeps for the next visit. */
export type Setting<Value extends string> = Readonly<{
  current: () => Value;
  choose: (value: Value) => void;
  subscribe: (listener: () => void) => () => void;
}>;

/** `values[0]` holds until something else is chosen. Other tabs follow. */
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
