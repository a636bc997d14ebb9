import { MarketError } from "@bellwether/core/market";
import type { HttpDeps } from "./request.ts";
import { spendingOf } from "./spending.ts";

/** The priority of a request. The engine goes first; the page's charts use what is left. */
export type Priority = "engine" | "page";

/** The requests a market allows, shared by all callers in this process. */
export type RequestBudget = Readonly<{
  /** Resolves when a request of this weight may be sent, and counts it. Rejects with `MarketError`
   *  `budget-exhausted` if the wait would be too long. */
  take: (weight: number, priority: Priority) => Promise<void>;
  /** The market reported how much is left until `resetMs` from now. Other processes may share the
   *  limit. */
  observe: (remaining: number, resetMs: number) => void;
  /** The market asked for a pause of this length before the next request. */
  pause: (durationMs: number) => void;
}>;

export type BudgetOptions = Readonly<{
  /** The limited requests, in the plural, for messages: `Saxo's charts`. */
  name: string;
  /** The weight that may be spent in any window of this length. */
  limit: number;
  windowMs: number;
  /** The fraction of the limit, from 0 to 1, that is reserved for the engine. */
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

/** Waiting is split into steps, so that a request that times out is rejected promptly. */
const LONGEST_STEP_MS = 1_000;

export function requestBudget(
  deps: Pick<HttpDeps, "systemNow" | "sleep">,
  options: BudgetOptions,
): RequestBudget {
  const { limit, windowMs, maxWaitMs, reservedShare } = options;
  const spending = spendingOf({ limit, windowMs, systemNow: deps.systemNow });
  const queues: Record<Priority, Ticket[]> = { engine: [], page: [] };
  let isServing = false;

  const waitOf = ({ weight, priority }: Pick<Ticket, "weight" | "priority">): number =>
    spending.waitMs(weight, priority === "engine" ? 0 : reservedShare * limit);

  const refuseExpired = (queue: Ticket[]): void => {
    const now = deps.systemNow();
    const expired = queue.filter((ticket) => now + waitOf(ticket) > ticket.deadlineMs);
    for (const ticket of expired) {
      queue.splice(queue.indexOf(ticket), 1);
      ticket.refuse(exhausted(options.name));
    }
  };

  /** Serves the queues, the engine's first, until both are empty. */
  const serve = async (): Promise<void> => {
    if (isServing) return;
    isServing = true;
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
      spending.spend(head.weight);
      head.grant();
    }
    isServing = false;
  };

  const take = async (weight: number, priority: Priority): Promise<void> => {
    const ahead = priority === "engine" ? queues.engine : [...queues.engine, ...queues.page];
    if (ahead.length === 0 && waitOf({ weight, priority }) === 0) {
      spending.spend(weight);
      return;
    }
    const deadlineMs = deps.systemNow() + maxWaitMs[priority];
    await new Promise<void>((grant, refuse) => {
      queues[priority].push({ weight, priority, deadlineMs, grant, refuse });
      void serve();
    });
  };

  return { take, observe: spending.observe, pause: spending.pause };
}

function exhausted(name: string): MarketError {
  return new MarketError(
    "budget-exhausted",
    `${name} allow no more requests for now; this one was not sent`,
    { retryable: true },
  );
}
