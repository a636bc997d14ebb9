/** The engine: each run is a separate life. The scheduler repeats a run until it completes. */
import type { EventBridgeClient, PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { DomainEvent, Publish, ScheduledRun } from "@bellwether/core/event";
import type { Instant } from "@bellwether/core/time";
import { eventBridgePublish } from "@bellwether/functions/adapter/eventbridge";
import { generateHandler } from "@bellwether/functions/handler";
import { checkDecisions } from "./decision-check.ts";
import { type Environment, silent } from "./environment.ts";
import { beginLife, type Life } from "./event-loop.ts";
import type { simulatedMarketOf } from "./market.ts";

export type Engine = Readonly<{
  schedule: (tick: Instant) => void;
  isIdle: () => boolean;
}>;

type Market = ReturnType<typeof simulatedMarketOf>;

/** Ranges of a divided run. Every second seed runs in one pass. */
const RANGES = 3;

export function createEngine(env: Environment, market: Market, seed: number): Engine {
  const { loop, hazards, ledger, rangeQueue } = env;
  let underWay = 0;

  // Each range is delivered at least once, in any order.
  rangeQueue.deliver = async (requests) => {
    for (const request of requests) {
      for (let copies = loop.chance(0.1) ? 2 : 1; copies > 0; copies -= 1) {
        underWay += 1;
        loop.after(loop.between(0, 5_000), () => {
          underWay -= 1;
          begin(request);
        });
      }
    }
  };

  function begin(request: ScheduledRun): void {
    const { tick } = request;
    const life = beginLife(loop, `engine ${JSON.stringify(request)}`, hazards);
    underWay += 1;
    let done = false;
    const end = (then: () => void): void => {
      if (done) return;
      done = true;
      underWay -= 1;
      then();
    };
    const retry = (): void => {
      loop.after(loop.between(500, 20_000), () => begin(request));
      life.kill();
    };
    life.onDeath(() => end(retry));
    const published: DomainEvent[] = [];
    const generate = handlerOf(env, market, life, published, seed);
    generate(request).then(
      (result) =>
        end(() => {
          loop.trace(`tick ${tick} ${result.kind}`);
          if (result.kind === "missed") return;
          if (result.kind === "completed") ledger.ran(Number(tick));
          for (const event of published) {
            if (event.type === "OrderSignal") ledger.signalled(event.detail);
            if (event.type === "EpisodeEnded") ledger.slack.ended(event.detail);
          }
        }),
      () => end(retry),
    );
  }

  const schedule = (tick: Instant): void =>
    begin({ tick, execution_context: "schedule:simulation" });
  return { schedule, isIdle: () => underWay === 0 };
}

function rangesOf(seed: number): number {
  return seed % 2 === 0 ? RANGES : 1;
}

/** The bus as one life reaches it. */
export function publishOf({ loop, ports }: Environment, life: Life): Publish {
  const { putEvents } = ports(life);
  return eventBridgePublish({
    client: {
      send: ({ input }: { input: { Entries: PutEventsRequestEntry[] } }) =>
        putEvents(input.Entries),
    } as unknown as EventBridgeClient,
    busName: "simulation",
    sleep: life.sleep,
    random: loop.random,
  });
}

/** The handler of one run. Events are added to `published` before they are sent to the bus. */
function handlerOf(
  env: Environment,
  market: Market,
  life: Life,
  published: DomainEvent[],
  seed: number,
): ReturnType<typeof generateHandler> {
  const { ledger, clocks, ports } = env;
  const ranges = rangesOf(seed);
  const { scanWorkflows, decisions, episodeCuts, runParts, sendRanges } = ports(life);
  const publish = publishOf(env, life);
  return generateHandler({
    ...clocks,
    market,
    scanWorkflows,
    readDecisions: decisions.read,
    episodeCuts,
    readPause: async () => ({ paused: false, changed_at: 0, by: "nobody" }),
    log: silent,
    fanOut: { ranges, runParts, sendRanges },
    publish: async (events) => {
      published.push(...events);
      const scanned = ledger.scanned.get(life) ?? [];
      checkDecisions({ seed, scanned, violate: ledger.violate }, events);
      for (const event of events) {
        if (event.type === "RunCompleted" && ranges > 1) ledger.summed(event.detail);
      }
      for (const event of events) if (event.type === "OrderSignal") ledger.attempted(event.detail);
      await publish(events);
    },
  });
}
