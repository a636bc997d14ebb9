/** The engine: each run is a separate life. The scheduler repeats a run until it completes. */
import type { EventBridgeClient, PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { DomainEvent } from "@bellwether/core/signal";
import type { Instant } from "@bellwether/core/time";
import { eventBridgePublish } from "@bellwether/functions/adapter/eventbridge";
import { generateHandler } from "@bellwether/functions/handler";
import { type Environment, silent } from "./environment.ts";
import type { simulatedWorldMarket } from "./market.ts";
import { beginLife, type Life } from "./world.ts";

export type Engine = Readonly<{
  schedule: (tick: Instant) => void;
  isIdle: () => boolean;
}>;

type Market = ReturnType<typeof simulatedWorldMarket>;

export function createEngine(env: Environment, market: Market): Engine {
  const { world, hazards, ledger } = env;
  let underWay = 0;

  function schedule(tick: Instant): void {
    const life = beginLife(world, `engine ${tick}`, hazards);
    underWay += 1;
    let done = false;
    const end = (then: () => void): void => {
      if (done) return;
      done = true;
      underWay -= 1;
      then();
    };
    const retry = (): void => {
      world.after(world.between(500, 20_000), () => schedule(tick));
      life.kill();
    };
    life.onDeath(() => end(retry));
    const published: DomainEvent[] = [];
    const generate = handlerOf(env, market, life, published);
    generate({ tick, execution_context: "schedule:simulation" }).then(
      (result) =>
        end(() => {
          world.trace(`tick ${tick} ${result.kind}`);
          if (result.kind === "missed") return;
          ledger.ran(tick);
          for (const event of published)
            if (event.type === "OrderSignal") ledger.signalled(event.detail);
        }),
      () => end(retry),
    );
  }

  return { schedule, isIdle: () => underWay === 0 };
}

/** The handler of one run. Events are added to `published` before they are sent to the bus. */
function handlerOf(
  { world, ledger, clocks, ports }: Environment,
  market: Market,
  life: Life,
  published: DomainEvent[],
): ReturnType<typeof generateHandler> {
  const { putEvents, scanWorkflows, decisions } = ports(life);
  const publish = eventBridgePublish({
    client: {
      send: ({ input }: { input: { Entries: PutEventsRequestEntry[] } }) =>
        putEvents(input.Entries),
    } as unknown as EventBridgeClient,
    busName: "simulation",
    sleep: life.sleep,
    random: world.random,
  });
  return generateHandler({
    ...clocks,
    market,
    scanWorkflows,
    readDecisions: decisions.read,
    readPause: async () => ({ paused: false, changed_at: 0, by: "nobody" }),
    log: silent,
    publish: async (events) => {
      published.push(...events);
      for (const event of events) if (event.type === "OrderSignal") ledger.attempted(event.detail);
      await publish(events);
    },
  });
}
