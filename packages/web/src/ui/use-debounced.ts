import { useEffect, useState } from "react";

/** A value that follows another once it has stayed the same for a while, for requests that need not
 *  be sent for each letter. Compared as JSON. */
export function useDebounced<Value>(value: Value, afterMs: number): Value {
  const [debounced, setDebounced] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setDebounced(JSON.parse(text) as Value), afterMs);
    return () => window.clearTimeout(timer);
  }, [text, afterMs]);
  return debounced;
}
