import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { ChangeFeed } from "./change-feed.ts";

/** A heartbeat: a page that receives none detects within ten seconds that the server hangs. */
const ALIVE_EVERY_MS = 3_000;
/** The orders of one transaction of the projector are sent together. */
const GATHER_ORDERS_MS = 5;
/** A run is recorded in several items. After it the page reads the list, whose comparison takes the
 *  server's time: the orders of the same run go first. */
const GATHER_RUNS_MS = 250;

/** Server-Sent Events: `order` with the ids of orders, separated by spaces, `run` with a tick, and
 *  `alive`. Ends when the client goes away. */
export function changeEvents(feed: Pick<ChangeFeed, "listen">) {
  return (context: Context): Response =>
    streamSSE(context, async (stream) => {
      const orders = gathered<string>(GATHER_ORDERS_MS, (ids) =>
        stream.writeSSE({ event: "order", data: ids.join(" ") }),
      );
      const runs = gathered<number>(GATHER_RUNS_MS, (ticks) =>
        stream.writeSSE({ event: "run", data: String(Math.max(...ticks)) }),
      );
      const stop = feed.listen((change) =>
        change.kind === "order" ? orders(change.id) : runs(change.tick),
      );
      const gone = new AbortController();
      stream.onAbort(() => {
        stop();
        gone.abort();
      });
      while (!stream.aborted) {
        await stream.writeSSE({ event: "alive", data: "" });
        await sleep(ALIVE_EVERY_MS, undefined, { ref: false, signal: gone.signal }).catch(() => {});
      }
    });
}

/** Collects values for a time from the first one on, and then sends them together. */
function gathered<Value>(
  forMs: number,
  send: (values: readonly Value[]) => Promise<void>,
): (value: Value) => void {
  let waiting: Value[] = [];
  return (value) => {
    waiting.push(value);
    if (waiting.length > 1) return;
    setTimeout(() => {
      const values = waiting;
      waiting = [];
      void send(values);
    }, forMs).unref();
  };
}
