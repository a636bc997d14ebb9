import { EventSourceParserStream } from "eventsource-parser/stream";
import { requestEvents } from "../api/request.ts";
import { type Change, changeOf } from "./change.ts";

/** The server sends a heartbeat every three seconds. */
const SILENCE_MS = 10_000;
const RECONNECT_MS = 2_000;
const CHANNEL = "bellwether.changes";
const LOCK = "bellwether.changes";

/** Reports changes until `signal` aborts. One tab connects to the server and forwards events to
 *  the others: a browser opens only six connections to a server, and a seventh tab would wait.
 *  Calls `onNoEvents` if the server sends none. */
export function followChanges(
  report: (change: Change) => void,
  { signal, onNoEvents }: { readonly signal: AbortSignal; readonly onNoEvents: () => void },
): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", (message: MessageEvent<Change>) => report(message.data));
  signal.addEventListener("abort", () => channel.close());
  const both = (change: Change) => {
    if (signal.aborted) return;
    report(change);
    channel.postMessage(change);
  };
  // The lock is held until `listen` ends: when this tab closes, the next one connects. Web Locks
  // need a secure context, which an address in the local network is not.
  const lead = () =>
    listen(both, signal).then((end) => (end === "none" ? onNoEvents() : undefined));
  if (!("locks" in navigator)) void lead();
  else navigator.locks.request(LOCK, { signal }, lead).catch(() => {});
}

/** Notifies the other tabs of an edit. */
export function reportEdit(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage({ kind: "edit" } satisfies Change);
  channel.close();
}

async function listen(
  report: (change: Change) => void,
  signal: AbortSignal,
): Promise<"none" | "stopped"> {
  // The page has just fetched everything, so only a later connection may have missed changes.
  let isFirst = true;
  while (!signal.aborted) {
    try {
      const events = await connect(report, signal, isFirst);
      isFirst = false;
      if (events === "none") return "none";
    } catch {
      // The server ended, hung or is unreachable; the queries report this where it matters.
    }
    await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
  }
  return "stopped";
}

async function connect(
  report: (change: Change) => void,
  signal: AbortSignal,
  isFirst: boolean,
): Promise<"none" | "ended"> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const body = await requestEvents("/events", AbortSignal.any([signal, silence.signal]));
    if (body === null) return "none";
    if (!isFirst) report({ kind: "opened" });
    const events = body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream())
      .getReader();
    for (;;) {
      const { done, value } = await events.read();
      if (done) return "ended";
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      const change = changeOf(value);
      if (change !== null) report(change);
    }
  } finally {
    clearTimeout(timer);
  }
}
