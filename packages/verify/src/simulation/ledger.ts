/** Records what really happened, where it takes effect, and checks the resulting invariants. */
import { isDeepStrictEqual } from "node:util";
import type { ChannelMessage } from "@bellwether/core/announcement";
import type { Order } from "@bellwether/core/order";
import type { RunCompleted } from "@bellwether/core/run";
import type { OrderSignal } from "@bellwether/core/signal";
import type { Stored } from "@bellwether/core/store";
import type { Instant } from "@bellwether/core/time";
import type { Workflow, WorkflowDraft } from "@bellwether/core/workflow";
import type { EventLoop, Life } from "./event-loop.ts";
import { createSlack, episodeOfMessage, type SimulatedSlack } from "./slack.ts";

/** How long the notifier's claim blocks other notifiers. */
const CLAIM_LEASE_MS = 60_000;

export type Ledger = Readonly<{
  /** Signals published by a completed run, or accepted by the bus. */
  signals: ReadonlyMap<string, OrderSignal>;
  /** All orders stored so far, deleted ones included. */
  stored: ReadonlySet<string>;
  /** Ticks whose run completed. */
  ticks: ReadonlySet<Instant>;
  /** Orders deleted by hand. */
  discarded: Set<string>;
  deletedWorkflows: Set<string>;
  /** The newest edit of each workflow. */
  edits: Map<string, { readonly version: number; readonly draft: WorkflowDraft }>;
  /** How often a consumer announced it in a message that is not of an episode. */
  announcements: (consumer: string, signalId: string) => number;
  /** One sentence per violation; empty if there are none. */
  violations: readonly string[];
  violate: (sentence: string) => void;
  /** The engine sent it to the bus, with any result. */
  attempted: (signal: OrderSignal) => void;
  signalled: (signal: OrderSignal) => void;
  ran: (tick: Instant) => void;
  /** A divided run ended: everyone who ends it sums the same. */
  summed: (run: RunCompleted) => void;
  orderPut: (order: Order, before: Order | undefined, after: Order | undefined) => void;
  /** An order was projected: `last_order` may only move forward, and only on an existing
   *  workflow. */
  advanced: (workflowId: string, before: Instant | null, after: Instant | null) => void;
  claimed: (key: string) => void;
  confirmed: (key: string) => void;
  posted: (consumer: string, message: ChannelMessage) => void;
  /** A message must tell of something that is not snoozed. */
  expectNoSnooze: (message: ChannelMessage) => void;
  /** Which channels the published versions of a signal name: a tick that is repeated after an edit may
   *  name others. */
  routings: ReadonlyMap<string, readonly OrderSignal["notify"][]>;
  /** The workflows as they were when a run read them. */
  scanned: WeakMap<Life, readonly Stored<Workflow>[]>;
  /** Whether every published version of a signal was snoozed, or some: a tick that is repeated after a
   *  snooze may differ. */
  snoozed: (signalId: string) => "all" | "some" | "none";
  /** The channel's messages, and the invariants of those of episodes. */
  slack: SimulatedSlack;
}>;

export function createLedger(loop: EventLoop): Ledger {
  const signals = new Map<string, OrderSignal>();
  const attempts = new Set<string>();
  const routings = new Map<string, OrderSignal["notify"][]>();
  const stored = new Set<string>();
  const ticks = new Set<Instant>();
  const sums = new Map<Instant, RunCompleted>();
  const deletedWorkflows = new Set<string>();
  const violations: string[] = [];

  const violate = (sentence: string): void => {
    loop.trace(`VIOLATION ${sentence}`);
    violations.push(sentence);
  };
  const slack = createSlack(loop, violate);
  const { attemptSnoozed, snoozed, expectNoSnooze } = createSnoozes(violate);
  const { expectAnnouncement, ...announcements } = createAnnouncements(loop, violate);

  return {
    signals,
    stored,
    ticks,
    discarded: new Set(),
    deletedWorkflows,
    edits: new Map(),
    violations,
    violate,
    ...announcements,
    routings,
    scanned: new WeakMap(),
    snoozed,
    slack,
    posted(consumer, message) {
      expectNoSnooze(message);
      announcements.posted(consumer, message);
    },
    expectNoSnooze,
    signalled: (signal) => {
      signals.set(signal.id, signal);
      routings.set(signal.id, [...(routings.get(signal.id) ?? []), signal.notify]);
      slack.signalled(signal);
    },
    attempted(signal) {
      slack.attempted(signal);
      attempts.add(signal.id);
      attemptSnoozed(signal);
      expectAnnouncement(signal);
    },
    ran: (tick) => ticks.add(tick),
    summed(run) {
      const before = sums.get(run.tick);
      if (before === undefined) sums.set(run.tick, run);
      else if (!isDeepStrictEqual(before, run)) violate(`the run of ${run.tick} has two sums`);
    },
    orderPut(order, before, after) {
      stored.add(order.id);
      if (!attempts.has(order.id)) violate(`${order.id} was stored, but never signalled`);
      if (before !== undefined && !isDeepStrictEqual(before, after)) {
        violate(`${order.id} was changed after it was stored`);
      }
    },
    advanced(id, before, after) {
      if (deletedWorkflows.has(id) && after !== null) violate(`deleted workflow ${id} came back`);
      if ((before ?? 0) > (after ?? 0)) violate(`last_order of ${id} moved back to ${after}`);
    },
  };
}

/** Which signals were published as snoozed, and whether messages keep silent about them. */
function createSnoozes(violate: Ledger["violate"]) {
  const snoozes = new Map<string, Set<boolean>>();
  const snoozed: Ledger["snoozed"] = (id) => {
    const seen = snoozes.get(id);
    if (seen?.has(true) !== true) return "none";
    return seen.has(false) ? "some" : "all";
  };
  return {
    snoozed,
    attemptSnoozed: ({ id, snoozed: isSnoozed = false }: OrderSignal): void => {
      snoozes.set(id, (snoozes.get(id) ?? new Set()).add(isSnoozed));
    },
    /** The message of an episode may come with snoozed signals, which change nothing in it. */
    expectNoSnooze: ({ events }: ChannelMessage): void => {
      const isSilent = events.every(
        ({ type, detail }) => type === "OrderSignal" && snoozed(detail.id) === "all",
      );
      if (isSilent) violate(`a message shows snoozed signals alone: ${JSON.stringify(events)}`);
    },
  };
}

type Announcements = Pick<Ledger, "announcements" | "claimed" | "confirmed" | "posted"> &
  Readonly<{
    /** From now on a message may announce this signal. */
    expectAnnouncement: (signal: OrderSignal) => void;
  }>;

/** Checks messages: a signal may be announced again only after its claim has expired. */
function createAnnouncements(loop: EventLoop, violate: Ledger["violate"]): Announcements {
  const expected = new Set<string>();
  const claims = new Map<string, number[]>();
  const confirmed = new Set<string>();
  const posts = new Map<string, number>();

  function announced(consumer: string, id: string): void {
    const key = `${consumer}#${id}`;
    const earlier = posts.get(key) ?? 0;
    posts.set(key, earlier + 1);
    loop.trace(`${consumer} announced ${id}`);
    const claimedMs = claims.get(key)?.[Math.max(0, earlier - 1)];
    if (claimedMs === undefined) violate(`${key} was announced without a claim`);
    else if (earlier === 0) return;
    else if (confirmed.has(key)) violate(`${key} was announced again after it was marked`);
    else if (loop.nowMs() < claimedMs + CLAIM_LEASE_MS) {
      violate(`${key} was announced again while its claim was alive`);
    }
  }

  return {
    announcements: (consumer, id) => posts.get(`${consumer}#${id}`) ?? 0,
    expectAnnouncement: (signal) => expected.add(wordingOf(signal)),
    claimed: (key) => claims.set(key, [...(claims.get(key) ?? []), loop.nowMs()]),
    confirmed: (key) => confirmed.add(key),
    posted(consumer, message) {
      if (consumer === "notify" && episodeOfMessage(message) !== null) return;
      const told = new Set<string>();
      for (const [, name, direction, quantity, code, price] of message.text.matchAll(WORDING)) {
        // A summary uses the instrument's decimals; a single message does not.
        told.add(`${name} ${direction} ${quantity} ${code} ${Number(price)}`);
      }
      for (const wording of told) {
        if (!expected.has(wording)) violate(`this was announced, but never signalled: ${wording}`);
      }
      for (const { type, detail } of message.events) {
        if (type !== "OrderSignal") continue;
        if (!told.has(wordingOf(detail)))
          violate(`the announcement of ${detail.id} shows another signal`);
        announced(consumer, detail.id);
      }
    },
  };
}

/** A signal in a single message, or as a line of a summary. */
const WORDING =
  /`([^`]+)` (?:will trigger an order )?(Buy|Sell) (?:for )?(\S+) (\S+) at ([\d.]+?)(?:: last price| \()/g;

function wordingOf(signal: OrderSignal): string {
  const { workflow_name, order_direction, order_quantity, order_code, order_price } = signal;
  const direction = order_direction === "BUY" ? "Buy" : "Sell";
  return `${workflow_name} ${direction} ${order_quantity} ${order_code} ${order_price}`;
}
