import { MarketError } from "@bellwether/core/port";
import type { HttpDeps } from "./request.ts";

/** Who asks. The engine goes first; the page's charts take what it leaves. */
export type Priority = "engine" | "page";

/** The requests a market allows, shared by everyone who asks it in this process. */
export type RequestBudget = Readonly<{
  /** Resolves when a request of this weight may be sent, and counts it.
   *  Rejects with `MarketError` `budget-exhausted` when that would take too long. */
  take: (weight: number, priority: Priority) => Promise<void>;
  /** The market says how much is left until `resetMs` from now: another process may spend too. */
  observe: (remaining: number, resetMs: number) => void;
  /** The market wants no request for so long. */
  pause: (durationMs: number) => void;
}>;

export type BudgetOptions = Readonly<{
  /** What may be asked no more, in the plural, for messages: `Saxo's charts`. */
  name: string;
  /** The weight that may be spent in any window of this length. */
  limit: number;
  windowMs: number;
  /** The part of the limit, from 0 to 1, that only the engine may use. */
  reservedShare: number;
  /** How long a request may wait for its turn. */
  maxWaitMs: Readonly<Record<Priority, number>>;
}>;

type Ticket = {
  readonly weight: number;
  readonly priority: Priority;
  readonly deadlineMs: number;
  readonly grant: () => void;
  readonly refuse: (error: MarketError) => void;
};

/** Waiting is cut into steps, so that a request whose time is up is told so soon. */
const LONGEST_STEP_MS = 1_000;

export function requestBudget(
  deps: Pick<HttpDeps, "systemNow" | "sleep">,
  options: BudgetOptions,
): RequestBudget {
  const { limit, windowMs, maxWaitMs } = options;
  const queues: Record<Priority, Ticket[]> = { engine: [], page: [] };
  let spent: { readonly atMs: number; readonly weight: number }[] = [];
  let told = { remaining: Number.POSITIVE_INFINITY, untilMs: 0 };
  let pausedUntilMs = 0;
  let pumping = false;

  /** How long until a request fits; 0 when it does now. */
  const waitOf = ({ weight, priority }: Pick<Ticket, "weight" | "priority">): number => {
    const now = deps.systemNow();
    if (pausedUntilMs > now) return pausedUntilMs - now;
    const reserve = priority === "engine" ? 0 : options.reservedShare * limit;
    if (told.untilMs > now && told.remaining - weight < reserve) return told.untilMs - now;
    spent = spent.filter(({ atMs }) => atMs > now - windowMs);
    let used = spent.reduce((sum, entry) => sum + entry.weight, 0);
    for (const entry of spent) {
      if (used + weight <= limit - reserve) return 0;
      used -= entry.weight;
      if (used + weight <= limit - reserve) return entry.atMs + windowMs - now;
    }
    return 0;
  };

  const spend = (weight: number): void => {
    spent.push({ atMs: deps.systemNow(), weight });
    told = { ...told, remaining: told.remaining - weight };
  };

  const refuseExpired = (queue: Ticket[]): void => {
    const now = deps.systemNow();
    const expired = queue.filter((ticket) => now + waitOf(ticket) > ticket.deadlineMs);
    for (const ticket of expired) {
      queue.splice(queue.indexOf(ticket), 1);
      ticket.refuse(exhausted(options.name));
    }
  };

  /** Serves the queues, the engine's first, until both are empty. */
  const pump = async (): Promise<void> => {
    if (pumping) return;
    pumping = true;
    for (;;) {
      refuseExpired(queues.engine);
      refuseExpired(queues.page);
      const queue = queues.engine.length > 0 ? queues.engine : queues.page;
      const head = queue[0];
      if (head === undefined) break;
      const waitMs = waitOf(head);
      if (waitMs > 0) {
        await deps.sleep(Math.min(waitMs, LONGEST_STEP_MS));
        continue;
      }
      queue.shift();
      spend(head.weight);
      head.grant();
    }
    pumping = false;
  };

  return {
    take: async (weight, priority) => {
      const ahead = priority === "engine" ? queues.engine : [...queues.engine, ...queues.page];
      if (ahead.length === 0 && waitOf({ weight, priority }) === 0) {
        spend(weight);
        return;
      }
      const deadlineMs = deps.systemNow() + maxWaitMs[priority];
      await new Promise<void>((grant, refuse) => {
        queues[priority].push({ weight, priority, deadlineMs, grant, refuse });
        void pump();
      });
    },
    observe: (remaining, resetMs) => {
      told = { remaining, untilMs: deps.systemNow() + resetMs };
    },
    pause: (durationMs) => {
      pausedUntilMs = Math.max(pausedUntilMs, deps.systemNow() + durationMs);
    },
  };
}

function exhausted(name: string): MarketError {
  return new MarketError(
    "budget-exhausted",
    `${name} allow no more requests for now; this one was not sent`,
    { retryable: true },
  );
}
