import { problemsOf } from "@bellwether/core/api";
import type { DomainEvent } from "@bellwether/core/event";
import { MarketError, type MarketPort } from "@bellwether/core/market";
import type { RunCompleted } from "@bellwether/core/run";
import type { WorkflowDecision } from "@bellwether/core/signal";
import { fromIso, HALF_HOUR_SECONDS, type Instant } from "@bellwether/core/time";
import type { Workflow } from "@bellwether/core/workflow";
import { simulatedMarket } from "@bellwether/markets/simulated";
import { describe, expect, it } from "vitest";
import { memoryEpisodeCutStore } from "../adapter/memory/episode-cut-store.ts";
import { slackChannel } from "../adapter/slack/channel.ts";
import { alwaysSignals, neverSignals } from "../testing/always.ts";
import { generateHandler } from "./generate.ts";
import { troubleText } from "./message-text.ts";

const simulated = simulatedMarket({ seed: 1 });
/** A Wednesday, in the session of Paris. */
const TICK = fromIso("2026-09-16T08:01:00Z");

const writing = {
  markup: slackChannel({ post: async () => null, edit: async () => {} }).markup,
  now: TICK,
  dashboardUrl: "http://x",
};

/** Runs of the engine one after the other, with what each decided kept for the next. */
function engine(workflows: readonly Workflow[]) {
  const decisions = new Map<Instant, WorkflowDecision[]>();
  const runs: RunCompleted[] = [];
  const messages: string[] = [];
  const run = async (tick: Instant, fails: (code: string) => MarketError | null = () => null) => {
    const market: Pick<MarketPort, "readCandles" | "findInstrument"> = {
      findInstrument: simulated.findInstrument,
      readCandles: async (query) => {
        const error = fails(query.code);
        if (error !== null) throw error;
        return simulated.readCandles(query);
      },
    };
    const keep = (event: DomainEvent) => {
      if (event.type === "RunCompleted") runs.unshift(event.detail);
      if (event.type === "TroubleChanged") messages.push(troubleText(event.detail, writing));
      if (event.type !== "WorkflowsDecided") return;
      decisions.set(tick, [...(decisions.get(tick) ?? []), ...event.detail.decisions]);
    };
    await generateHandler({
      episodeCuts: memoryEpisodeCutStore(),
      scanWorkflows: async () => workflows.map((value) => ({ kind: "valid", value })),
      readDecisions: async (at) => decisions.get(at) ?? [],
      readPause: async () => ({ paused: false, changed_at: null, by: null }),
      market,
      publish: async (events) => events.forEach(keep),
      marketNow: () => tick,
      systemNow: () => 0,
      log: { info: () => {}, warn: () => {}, error: () => {} },
    })({ tick, execution_context: "test" });
  };
  const stream = { iterator_age_ms: 0, parked: 0 };
  const problems = () => problemsOf({ queues: [], stream, missed: [], runs });
  return { run, messages, problems };
}

const gone = () =>
  new MarketError("unauthorized", "Saxo did not accept the login", { retryable: false });
const ticks = (count: number, from = TICK) =>
  Array.from({ length: count }, (_, nth) => from + nth * HALF_HOUR_SECONDS);

describe("a market that is unavailable for every workflow", () => {
  it("is a problem at once, with one message when it begins and one when it ends", async () => {
    const { run, messages, problems } = engine([alwaysSignals("One"), neverSignals("Two")]);
    await run(TICK);
    expect(problems()).toEqual([]);
    for (const tick of ticks(5, TICK + HALF_HOUR_SECONDS)) await run(tick, gone);
    expect(messages).toEqual([
      "No workflow that was due could be evaluated in the run of Wed, 16 Sept 2026, 08:31 UTC: " +
        "Saxo did not accept the login\n<http://x/status|Status>",
    ]);
    expect(problems()[0]).toBe(
      "the last run evaluated none of the workflows that were due: Saxo did not accept the login",
    );
    await run(TICK + 6 * HALF_HOUR_SECONDS);
    expect(problems()).toEqual([]);
    expect(messages.slice(1)).toEqual([
      "Workflows are evaluated again since the run of Wed, 16 Sept 2026, 11:01 UTC.\n" +
        "<http://x/status|Status>",
    ]);
  });

  it("stays a problem at night, when nothing is due", async () => {
    const { run, problems } = engine([alwaysSignals("One")]);
    await run(TICK, gone);
    await run(fromIso("2026-09-16T22:01:00Z"), gone);
    expect(problems()).toHaveLength(1);
  });

  it("is no problem when every session is closed", async () => {
    const { run, messages, problems } = engine([alwaysSignals("One")]);
    await run(fromIso("2026-09-19T10:01:00Z"), gone);
    expect([messages, problems()]).toEqual([[], []]);
  });
});

const delisted = (code: string) =>
  code === "FRA40.I"
    ? new MarketError("unknown-instrument", "there is no FRA40.I", { retryable: false })
    : null;

describe("a workflow that cannot be evaluated while others are", () => {
  const workflows = [
    alwaysSignals("Fine"),
    alwaysSignals("Delisted", { index: "CAC40.I", cfd: "FRA40.I" }),
  ];
  it("is a problem from the third consecutive tick on, announced at its start and end", async () => {
    const { run, messages, problems } = engine(workflows);
    for (const tick of ticks(2)) await run(tick, delisted);
    expect([messages, problems()]).toEqual([[], []]);
    for (const tick of ticks(3, TICK + 2 * HALF_HOUR_SECONDS)) await run(tick, delisted);
    expect(messages).toEqual([
      "1 workflow could not be evaluated at 3 ticks in a row (Wed, 16 Sept 2026, 09:01 UTC):\n" +
        "• `Delisted`: there is no FRA40.I\n<http://x/status|Status>",
    ]);
    expect(problems()).toEqual([
      "1 workflow could not be evaluated at 3 ticks in a row: Delisted (unknown instrument)",
    ]);
    await run(TICK + 5 * HALF_HOUR_SECONDS);
    expect(problems()).toEqual([]);
    expect(messages[1]).toBe(
      "1 workflow can be evaluated again (Wed, 16 Sept 2026, 10:31 UTC): `Delisted`\n" +
        "<http://x/status|Status>",
    );
  });

  it("is counted overnight and stays a problem while only New York is due", async () => {
    const { run, problems } = engine([
      ...workflows,
      neverSignals("New York", { index: "SP500.I", cfd: "US500.I", is_us: true }),
    ]);
    for (const tick of ticks(21)) await run(tick, delisted);
    expect(problems()).toHaveLength(1);
    // Paris has closed, New York is in session.
    await run(fromIso("2026-09-16T18:31:00Z"), delisted);
    expect(problems()).toHaveLength(1);
  });

  it("does not include one that its own setting suppresses", async () => {
    const once = alwaysSignals("Once", { repeat: "once_per_candle" });
    const { run, problems } = engine([once]);
    for (const tick of ticks(6)) await run(tick);
    expect(problems()).toEqual([]);
  });
});
