/** What the domain needs of the world, as function types, with their errors.
 *  Adapters in packages/functions implement them; handlers receive them in one `deps` object. */
import type { DeadLetter, RunAnswer, SystemStatus } from "./api/status.ts";
import type { Candle } from "./market/candle.ts";
import type { Instrument } from "./market/instrument.ts";
import type { Order } from "./order/order.ts";
import type { LastOrder } from "./projection/last-order.ts";
import type { ScheduledRun } from "./signal/event-envelope.ts";
import type { OrderSignal } from "./signal/order-signal.ts";
import type { PauseChanged, PauseState } from "./signal/pause-changed.ts";
import type { RunCompleted } from "./signal/run-completed.ts";
import type { RunMissed } from "./signal/run-missed.ts";
import type { Instant } from "./time/instant.ts";
import type { Workflow, WorkflowDraft } from "./workflow/workflow.ts";

// ---------------------------------------------------------------- time and chance

/** The market's clock, in epoch seconds: the wall clock, or the replay's. */
export type MarketNow = () => Instant;
/** The machine's clock, in epoch milliseconds: leases, backoff, durations. */
export type SystemNow = () => number;
/** Resolves after the duration, or earlier when the signal aborts. Never rejects. */
export type Sleep = (durationMs: number, signal?: AbortSignal) => Promise<void>;
/** Uniform in [0, 1). */
export type Random = () => number;
/** A fresh UUID. */
export type NewId = () => string;

// ---------------------------------------------------------------- market

/** The raw rows a market serves; every other unit time is built from them. */
export type Horizon = "half_hour" | "daily" | "weekly";

/** At most `count` rows, the newest of those that start before `before`, oldest first.
 *  Only rows whose period has ended by `before`, unless `forming` is set.
 *  Rows that start before `since` are not needed: an adapter that pages may stop there. */
export type CandleQuery = Readonly<{
  code: string;
  horizon: Horizon;
  before: Instant;
  count: number;
  since?: Instant;
  forming?: boolean;
}>;

/** Rejects with `MarketError`. */
export type ReadCandles = (query: CandleQuery) => Promise<readonly Candle[]>;
/** Rejects with `MarketError`, code `unknown-instrument` when there is none of exactly that code. */
export type FindInstrument = (code: string) => Promise<Instrument>;
/** The newest price at an instant, in points. Rejects with `MarketError`. */
export type ReadPrice = (code: string, at: Instant) => Promise<number>;
/** Whether the instrument trades, or traded, on that calendar day of its exchange. */
export type IsDayOpen = (code: string, day: string) => Promise<boolean>;

export type MarketPort = Readonly<{
  readCandles: ReadCandles;
  findInstrument: FindInstrument;
  readPrice: ReadPrice;
  isDayOpen: IsDayOpen;
}>;

export type MarketErrorCode =
  | "unknown-instrument"
  | "no-data"
  | "malformed"
  | "unauthorized"
  | "budget-exhausted"
  | "unavailable";

/** The market could not answer. `retryable`: the same question may be answered later. */
export class MarketError extends Error {
  readonly code: MarketErrorCode;
  readonly retryable: boolean;
  constructor(
    code: MarketErrorCode,
    message: string,
    options: { retryable: boolean; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = "MarketError";
    this.code = code;
    this.retryable = options.retryable;
  }
}

// ---------------------------------------------------------------- storage

/** The store could not answer. `retryable`: throttled or unreachable, as opposed to refused. */
export class StoreError extends Error {
  readonly code: "unavailable" | "refused";
  readonly retryable: boolean;
  constructor(
    code: "unavailable" | "refused",
    message: string,
    options: { retryable: boolean; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = "StoreError";
    this.code = code;
    this.retryable = options.retryable;
  }
}

/** A stored item that does not parse is shown as broken; it never takes a list or a run down. */
export type Stored<T> =
  | { readonly kind: "valid"; readonly value: T }
  | {
      readonly kind: "broken";
      readonly id: string;
      readonly name: string;
      /** One sentence a problem: the field and the reason. */
      readonly problems: readonly string[];
      /** The item itself, for what can still be shown of it. */
      readonly item?: unknown;
    };

/** Every workflow, in no particular order. Reads the workflows table only. */
export type ScanWorkflows = () => Promise<readonly Stored<Workflow>[]>;
/** Null when there is none. */
export type ReadWorkflow = (id: string) => Promise<Stored<Workflow> | null>;

export type CreateOutcome = { readonly kind: "created" } | { readonly kind: "name-taken" };
/** Writes the workflow and its name in one transaction. */
export type CreateWorkflow = (workflow: Workflow) => Promise<CreateOutcome>;

export type UpdateOutcome =
  | { readonly kind: "updated"; readonly workflow: Workflow }
  | { readonly kind: "name-taken" }
  | { readonly kind: "stale"; readonly version: number }
  | { readonly kind: "not-found" };
/** Sets the draft's attributes and raises `version`, if it is still `expectedVersion`.
 *  Never touches `last_order`. */
export type UpdateWorkflow = (
  id: string,
  expectedVersion: number,
  draft: WorkflowDraft,
  updatedAt: Instant,
) => Promise<UpdateOutcome>;

/** `expectedVersion` null deletes whatever is there, broken items too. */
export type DeleteWorkflow = (
  id: string,
  expectedVersion: number | null,
) => Promise<"deleted" | "not-found" | "stale">;

export type WorkflowStore = Readonly<{
  scan: ScanWorkflows;
  read: ReadWorkflow;
  create: CreateWorkflow;
  update: UpdateWorkflow;
  delete: DeleteWorkflow;
}>;

/** Stores an order once: a second put of the same id changes nothing. */
export type PutOrder = (order: Order) => Promise<"stored" | "duplicate">;
/** Null when there is none, or it has expired at `asOf`. */
export type ReadOrder = (
  key: { readonly workflow_id: string; readonly placed_at: Instant },
  asOf: Instant,
) => Promise<Stored<Order> | null>;

export type OrderPage = Readonly<{
  /** Newest first; unexpired at `asOf` by key condition. */
  orders: readonly Stored<Order>[];
  /** `placed_at` to continue before; null at the end. */
  next_before: Instant | null;
}>;
/** One Query. */
export type QueryOrders = (query: {
  readonly workflow_id: string;
  readonly asOf: Instant;
  readonly limit: number;
  readonly before: Instant | null;
}) => Promise<OrderPage>;
/** One Query with Select COUNT (as many pages as its bytes need). */
export type CountOrders = (workflowId: string, asOf: Instant) => Promise<number>;

export type OrderStore = Readonly<{
  put: PutOrder;
  read: ReadOrder;
  query: QueryOrders;
  count: CountOrders;
}>;

/** A lease on doing something once, for consumers that are not idempotent by nature. */
export type ClaimOutcome =
  | { readonly kind: "claimed"; readonly token: string }
  | { readonly kind: "held"; readonly until_ms: number }
  | { readonly kind: "done" };
/** Claims `key` for `leaseMs`, unless it is done or another's claim is alive. */
export type Claim = (key: string, leaseMs: number) => Promise<ClaimOutcome>;
/** Marks a claim done, if it is still ours. */
export type CompleteClaim = (key: string, token: string) => Promise<"completed" | "lost">;
/** Gives a claim back, if it is still ours: nothing was done. */
export type ReleaseClaim = (key: string, token: string) => Promise<void>;

export type ReceiptStore = Readonly<{
  claim: Claim;
  complete: CompleteClaim;
  release: ReleaseClaim;
}>;

/** Replaces the record of the same tick: a run that is repeated says the same. */
export type PutRun = (run: RunCompleted) => Promise<void>;
/** Newest first. */
export type ListRuns = (query: {
  readonly limit: number;
  readonly asOf: Instant;
}) => Promise<readonly Stored<RunCompleted>[]>;

/** Null when no run stands for that tick. Strongly consistent. */
export type ReadRun = (tick: Instant) => Promise<Stored<RunCompleted> | null>;

export type RunStore = Readonly<{ put: PutRun; list: ListRuns; read: ReadRun }>;

/** Whether the engine is paused. Strongly consistent. */
export type ReadPause = () => Promise<PauseState>;
export type PauseStore = Readonly<{
  read: ReadPause;
  write: (state: PauseState) => Promise<void>;
}>;

/** Reads and writes of the projector. */
export type ProjectionStore = Readonly<{
  /** Moves `last_order` forward: writes if the workflow exists and has none, or an older one. */
  advance: (workflowId: string, lastOrder: LastOrder) => Promise<"written" | "unchanged">;
  /** Writes `next` (null removes) if the workflow exists and `last_order` is still of `expected`
   *  (null: absent, or without a readable `placed_at`). */
  replace: (
    workflowId: string,
    expected: Instant | null,
    next: LastOrder | null,
  ) => Promise<"written" | "conflict" | "gone">;
  /** Strongly consistent; `gone` when the workflow does not exist. `stored` is `last_order` as it
   *  stands in the store, unread (null: absent); `placed_at` is null unless it is a number. */
  readLastOrder: (workflowId: string) => Promise<
    | { readonly kind: "gone" }
    | {
        readonly kind: "present";
        readonly placed_at: Instant | null;
        readonly stored: unknown;
      }
  >;
  /** The newest order present that parses, expired or not; strongly consistent. */
  newestOrder: (workflowId: string) => Promise<Order | null>;
}>;

// ---------------------------------------------------------------- events and messages

/** What the engine says. */
export type DomainEvent =
  | { readonly type: "OrderSignal"; readonly detail: OrderSignal }
  | { readonly type: "RunCompleted"; readonly detail: RunCompleted }
  | { readonly type: "RunMissed"; readonly detail: RunMissed }
  | { readonly type: "PauseChanged"; readonly detail: PauseChanged };

/** Resolves when every event is accepted by the bus; retries partial failures with backoff.
 *  Rejects with `PublishError` naming the events that were not accepted. */
export type Publish = (events: readonly DomainEvent[]) => Promise<void>;

export class PublishError extends Error {
  readonly code = "events-not-accepted";
  readonly retryable = true;
  /** The ids of the events that the bus did not accept. */
  readonly rejected: readonly string[];
  constructor(message: string, options: { rejected: readonly string[]; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = "PublishError";
    this.rejected = options.rejected;
  }
}

export type ChatMessage = Readonly<{ channel: string; text: string }>;
/** Resolves when the message was accepted. Rejects with `ChatError`. */
export type PostMessage = (message: ChatMessage) => Promise<void>;

export type ChatErrorCode = "rate-limited" | "unavailable" | "refused" | "unknown-outcome";

/** The chat service did not confirm the message. `unknown-outcome`: it may have been posted. */
export class ChatError extends Error {
  readonly code: ChatErrorCode;
  readonly retryable: boolean;
  /** With `rate-limited`: how long the service asks us to wait. */
  readonly retryAfterMs: number | null;
  constructor(
    code: ChatErrorCode,
    message: string,
    options: { retryable: boolean; retryAfterMs?: number; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = "ChatError";
    this.code = code;
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** Puts a message back into its queue, to be delivered after `delayMs`, without using up one of
 *  its receives. The caller then acknowledges the delivery it holds. */
export type DeferMessage = (body: string, delayMs: number) => Promise<void>;
/** Puts a message that can never succeed among its queue's dead letters, with the reason. The
 *  caller then acknowledges the delivery it holds. */
export type ParkMessage = (body: string, reason: string) => Promise<void>;

// ---------------------------------------------------------------- operations

/** How the parts around the domain are, wherever they run. Rejects with `StoreError`. */
export type ReadStatus = () => Promise<SystemStatus>;
/** Gives a consumer's dead letters back to its queue. Resolves with their number, or null when
 *  there is no such queue. */
export type RedriveDeadLetters = (queue: string) => Promise<number | null>;

/** At most `limit` dead letters of a consumer, without taking them out; null when there is no such
 *  queue. */
export type ListDeadLetters = (
  queue: string,
  limit: number,
) => Promise<readonly DeadLetter[] | null>;

/** Runs the engine now, outside its schedule. Rejects with `StoreError` or `PublishError`. */
export type StartRun = (run: ScheduledRun) => Promise<RunAnswer>;

export type OperationsPort = Readonly<{
  readStatus: ReadStatus;
  redrive: RedriveDeadLetters;
  listDeadLetters: ListDeadLetters;
  startRun: StartRun;
}>;

// ---------------------------------------------------------------- logs

export type LogFields = Readonly<Record<string, unknown>>;
/** One line a call. Fields carry `tick`, `workflow_id` and `signal_id` where they exist. */
export type Log = Readonly<{
  info: (message: string, fields?: LogFields) => void;
  warn: (message: string, fields?: LogFields) => void;
  error: (message: string, fields?: LogFields) => void;
}>;
