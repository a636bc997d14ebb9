import type { Publish } from "@bellwether/core/event";
import {
  isTickDue,
  lastSessionDay,
  MarketError,
  type MarketPort,
  type Session,
  type SessionDay,
  sessionAt,
  sessionOf,
} from "@bellwether/core/market";
import { type DaySummary, daySummary } from "@bellwether/core/run";
import type { ReadDecisions, WorkflowDecision } from "@bellwether/core/signal";
import type { ReceiptStore } from "@bellwether/core/store";
import {
  DAY_SECONDS,
  HALF_HOUR_SECONDS,
  type Instant,
  type MarketNow,
  TICK_OFFSET_SECONDS,
  tickAfter,
  tickAtOrBefore,
  toIsoDate,
} from "@bellwether/core/time";
import { isActive, type ScanWorkflows, type Workflow } from "@bellwether/core/workflow";
import { findInstruments } from "./market-reading.ts";

export type SessionSummaryDeps = Readonly<{
  scanWorkflows: ScanWorkflows;
  readDecisions: ReadDecisions;
  market: Pick<MarketPort, "findInstrument">;
  receipts: ReceiptStore;
  publish: Publish;
  marketNow: MarketNow;
}>;

const SESSIONS: readonly Session[] = ["eu", "us", "always"];

/** The longest time a session stays closed: a holiday next to a weekend, plus a margin. */
const LONGEST_CLOSURE_SECONDS = 10 * DAY_SECONDS;

/** Longer than a summary takes. Afterwards another process may start a summary that died. */
const CLAIM_LEASE_MS = 5 * 60_000;

/** Publishes a summary of each session after it has ended, once: half an hour after the close, when
 *  its last tick is decided or missed. A session in which nothing was due has none. May be called any
 *  number of times. A session that fails does not stop the others, and the next call tries it again.
 *  Rejects with the first `StoreError`, `MarketError` or `PublishError`. */
export const sessionSummaries = (deps: SessionSummaryDeps) => {
  const summarizedDay = new Map<Session, number>();
  return async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const session of SESSIONS) {
      const ended = lastSessionDay(session, deps.marketNow());
      if (summarizedDay.get(session) === ended.day) continue;
      try {
        if (await summarizeOnce(deps, ended)) summarizedDay.set(session, ended.day);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
};

/** Whether the summary is published, by this call or an earlier one. */
async function summarizeOnce(deps: SessionSummaryDeps, ended: SessionDay): Promise<boolean> {
  const { receipts, publish } = deps;
  const key = `summary#${ended.session}.${toIsoDate(ended.day)}`;
  const claim = await receipts.claim(key, CLAIM_LEASE_MS);
  if (claim.kind !== "claimed") return claim.kind === "done";
  try {
    const summary = await summaryOf(deps, ended);
    if (summary !== null) await publish([{ type: "DaySummarized", detail: summary }]);
    await receipts.complete(key, claim.token);
    return true;
  } catch (error) {
    await receipts.release(key, claim.token);
    throw error;
  }
}

async function summaryOf(
  deps: SessionSummaryDeps,
  { session, day, from, to }: SessionDay,
): Promise<DaySummary | null> {
  const workflows = await readWorkflows(deps);
  const sessions = new Map(workflows.map(({ workflow, session }) => [workflow.id, session]));
  const own = workflows.flatMap((each) => (each.session === session ? [each.workflow] : []));
  const names = new Map(own.map(({ id, name }) => [id, name]));
  // The session of a deleted workflow is not known: its decisions go by their ticks.
  const isOwn = (tick: Instant, id: string) => (sessions.get(id) ?? sessionAt(tick)) === session;
  const decisions: WorkflowDecision[] = [];
  for (let tick = tickAfter(from); tick < to; tick += HALF_HOUR_SECONDS) {
    const decided = await deps.readDecisions(tick);
    decisions.push(...decided.filter(({ workflow_id }) => isOwn(tick, workflow_id)));
  }
  const next = nextSession(session, own, to);
  const about = { tick: tickAtOrBefore(to), day: toIsoDate(day), session, next };
  return daySummary(about, decisions, (id) => names.get(id) ?? "a workflow that was deleted");
}

/** Every workflow that can be read, with the session it is evaluated in. */
async function readWorkflows({ scanWorkflows, market }: SessionSummaryDeps) {
  const workflows = (await scanWorkflows()).flatMap((stored) =>
    stored.kind === "valid" ? [stored.value] : [],
  );
  const instruments = await findInstruments(
    market,
    workflows.map(({ cfd }) => cfd),
  );
  return workflows.map((workflow) => {
    const found = instruments.get(workflow.cfd);
    // Otherwise it might be counted in another session.
    if (found instanceof MarketError && found.retryable) throw found;
    const instrument = found instanceof MarketError ? undefined : found;
    return { workflow, session: sessionOf(workflow, instrument) };
  });
}

/** When a session opens again for one of its workflows; null if it never closes, or does not open for
 *  any of them within ten days. */
function nextSession(
  session: Session,
  workflows: readonly Workflow[],
  to: Instant,
): DaySummary["next"] {
  if (session === "always") return null;
  const active = workflows.filter((workflow) => isActive(workflow, to));
  for (let tick = tickAfter(to); tick < to + LONGEST_CLOSURE_SECONDS; tick += HALF_HOUR_SECONDS) {
    if (active.some(({ cfd }) => isTickDue({ session, code: cfd }, tick))) {
      return { opens_at: tick - TICK_OFFSET_SECONDS, market: session };
    }
  }
  return null;
}
