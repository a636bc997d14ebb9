import type { QueryClient } from "@tanstack/react-query";

export type Refresh = (queryKey: readonly string[]) => Promise<void>;

/** Reads displayed data again, one request for each at a time: under a burst of changes none would ever
 *  complete if each change restarted it. What was in flight at the change may be from before it, and is
 *  read once more. */
export function refresher(client: QueryClient): Refresh {
  /** By key, whether data has changed again during the read. */
  const reading = new Map<string, boolean>();
  return async (queryKey) => {
    const key = queryKey.join(" ");
    if (reading.has(key)) return void reading.set(key, true);
    let isAgain = true;
    while (isAgain) {
      const wasInFlight = client.isFetching({ queryKey }) > 0;
      reading.set(key, false);
      await client.invalidateQueries({ queryKey }, { cancelRefetch: false });
      isAgain = wasInFlight || reading.get(key) === true;
    }
    reading.delete(key);
  };
}
