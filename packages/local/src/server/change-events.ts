import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Change, ChangeFeed } from "./change-feed.ts";

/** A heartbeat: a page that receives none detects within ten seconds that the server hangs. */
const ALIVE_EVERY_MS = 3_000;
/** Changes of one run are sent together: a page asks once for twenty orders, not twenty times. */
const GATHER_MS = 40;

/** Server-Sent Events: `order` with the ids of orders, separated by spaces, `run` with a tick, and
 *  `alive`. Ends when the client goes away. */
export function changeEvents(feed: Pick<ChangeFeed, "listen">) {
  return (context: Context): Response =>
    streamSSE(context, async (stream) => {
      const waiting: Change[] = [];
      let wake: (() => void) | null = null;
      const stop = feed.listen((change) => {
        waiting.push(change);
        wake?.();
      });
      stream.onAbort(() => {
        stop();
        wake?.();
      });
      await stream.writeSSE({ event: "alive", data: "" });
      while (!stream.aborted) {
        const something = new Promise<void>((resolve) => {
          wake = resolve;
        });
        if (waiting.length === 0) {
          await Promise.race([something, sleep(ALIVE_EVERY_MS, undefined, { ref: false })]);
        }
        if (waiting.length === 0) await stream.writeSSE({ event: "alive", data: "" });
        else {
          await sleep(GATHER_MS);
          for (const event of eventsOf(waiting.splice(0))) await stream.writeSSE(event);
        }
      }
    });
}

function eventsOf(changes: readonly Change[]): { event: string; data: string }[] {
  const ids = changes.flatMap((change) => (change.kind === "order" ? [change.id] : []));
  const ticks = changes.flatMap((change) => (change.kind === "run" ? [change.tick] : []));
  return [
    ...(ids.length === 0 ? [] : [{ event: "order", data: ids.join(" ") }]),
    ...(ticks.length === 0 ? [] : [{ event: "run", data: String(Math.max(...ticks)) }]),
  ];
}
