import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderSignal } from "../signal/order-signal.ts";
import { type EpisodeEvent, endOf, signalsIn, withEvents } from "./episode-message.ts";

const START = 1_795_428_060;
const workflow_id = "5b0f4a1e-6c0d-4e7b-9a35-0f6f1f6f3a01";

/** The events of an episode of up to eight signals, some of them snoozed. */
const someSnoozed = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 });
const episodes = someSnoozed.map((snoozes): readonly EpisodeEvent[] => {
  const count = snoozes.length;
  const signals = snoozes.map((snoozed, nth): EpisodeEvent => {
    const placed_at = START + nth * 1_800;
    const detail = { placed_at, episode: START, episode_count: nth + 1, snoozed } as OrderSignal;
    return { type: "OrderSignal", detail };
  });
  const tick = START + count * 1_800;
  const ended = { schema: 1, workflow_id, episode: START, episode_count: count, tick } as const;
  return [
    ...signals,
    { type: "EpisodeEnded", detail: ended },
    // Reported again, because a decision was late.
    { type: "EpisodeEnded", detail: { ...ended, tick: tick + 1_800 } },
    // Cut at the tick of the last signal, and at the instant of another end.
    ...[tick - 1_800, tick].map(
      (at): EpisodeEvent => ({
        type: "EpisodeEnded",
        detail: { ...ended, tick: at, reason: "disabled" },
      }),
    ),
  ];
});

describe("the state of an episode message", () => {
  it("keeps an end that was recorded before a late signal", () => {
    const [first, second] = [START, START + 1_800].map((placed_at, nth): EpisodeEvent => {
      const detail = { placed_at, episode: START, episode_count: nth + 1 } as OrderSignal;
      return { type: "OrderSignal", detail };
    });
    const end = (tick: number): EpisodeEvent => ({
      type: "EpisodeEnded",
      detail: { schema: 1, workflow_id, episode: START, episode_count: 1, tick },
    });
    // A repeated run both ended the episode and continued it at the second tick.
    const events = [first, end(START + 1_800), end(START + 3_600), second].flatMap(
      (event) => event ?? [],
    );
    expect(endOf(withEvents(null, events))?.at).toBe(START + 3_600);
    expect(withEvents(null, events)).toEqual(withEvents(null, events.toReversed()));
  });

  it("keeps an end with a reason, though a signal of the same tick follows", () => {
    const ended = {
      schema: 1,
      workflow_id,
      episode: START,
      episode_count: 1,
      tick: START,
    } as const;
    const signal = { placed_at: START, episode: START, episode_count: 1 } as OrderSignal;
    const known = withEvents(null, [
      { type: "EpisodeEnded", detail: { ...ended, reason: "deleted" } },
      { type: "EpisodeEnded", detail: ended },
      { type: "OrderSignal", detail: signal },
    ]);
    expect(known.ends).toEqual([{ at: START, count: 1, reason: "deleted" }]);
  });

  it("does not depend on the order or repetition of its events", () => {
    const deliveries = episodes.chain((events) =>
      fc
        .array(fc.constantFrom(...events), { maxLength: 12 })
        .chain((again) => fc.shuffledSubarray([...events, ...again], { minLength: 1 }))
        .map((some) => ({ events, delivered: [...some, ...events.slice(0, some.length % 3)] })),
    );
    fc.assert(
      fc.property(deliveries, fc.nat(20), ({ delivered }, cut) => {
        const atOnce = withEvents(null, delivered);
        const inParts = withEvents(
          withEvents(null, delivered.toReversed().slice(0, cut)),
          delivered,
        );
        expect(inParts).toEqual(atOnce);
        // Nothing new: the very same value, so that nothing is sent.
        expect(withEvents(atOnce, delivered)).toBe(atOnce);
      }),
    );
  });

  it("has the final count once the last signal or the end has arrived", () => {
    fc.assert(
      fc.property(episodes, (events) => {
        const count = events.length - 4;
        for (const event of events.slice(-5)) {
          expect(signalsIn(withEvents(null, [event]))).toBe(count);
        }
      }),
    );
  });
});
