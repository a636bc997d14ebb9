import type { Trace, TraceHop } from "@bellwether/core/api";

const HOP_WORDS: Readonly<Record<TraceHop["hop"], string>> = {
  evaluated: "Evaluated",
  emitted: "Emitted",
  queued: "Queued",
  stored: "Stored",
  projected: "In the list",
  announced: "Announced",
};

/** `Stored`; `Announced by notify`. */
export function hopWords({ hop, consumer }: TraceHop): string {
  return consumer === null ? HOP_WORDS[hop] : `${HOP_WORDS[hop]} by ${consumer}`;
}

/** `12 ms`, `1.2 s`, `4 min`. */
export function delayWords(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** What a hop came to: `+12 ms` since the first one, or its state. Empty for the first one, of which
 *  the time of day is shown. */
export function hopStateWords(hop: TraceHop, hops: Trace["hops"]): string {
  if (hop.state === "waiting") return "waits";
  if (hop.state === "stopped") return "stopped";
  if (hop.state === "not_reached") return "not reached";
  if (hop.at_ms === null) return "done";
  const first = hops.find(({ at_ms }) => at_ms !== null) ?? hop;
  return first === hop ? "" : `+${delayWords(hop.at_ms - (first.at_ms ?? hop.at_ms))}`;
}

/** `Done in 1.2 s`, `Waits: in the queue of notify since 14:01`, `Stopped: ...`. */
export function traceSummary(hops: Trace["hops"]): string {
  const late = hops.filter(({ state }) => state === "stopped" || state === "waiting");
  if (late.length > 0) {
    return late
      .map((hop) => {
        const word = hop.state === "stopped" ? "stopped" : "waits";
        return `${hopWords(hop)}: ${word}${hop.detail === null ? "" : `, ${hop.detail}`}.`;
      })
      .join(" ");
  }
  const times = hops.flatMap(({ at_ms }) => at_ms ?? []);
  if (times.length < 2) return "Every hop is done.";
  return `Every hop is done, in ${delayWords(Math.max(...times) - Math.min(...times))}.`;
}
