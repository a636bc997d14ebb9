import { ROUTES } from "@bellwether/core/signal";
import { anOrder } from "@bellwether/functions/testing";
import { answerPutEvents, BUS_NAME, localBus, type Routed } from "@bellwether/local/bus";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { malformedJson, NUM_RUNS, showsStack, TIMEOUT_MS, violations } from "./malformed.ts";

const TARGET = "AWSEvents.PutEvents";
const call = {
  Entries: [
    {
      EventBusName: BUS_NAME,
      Source: "bellwether.engine",
      DetailType: "OrderSignal",
      Time: 1_795_428_060,
      Detail: JSON.stringify(anOrder()),
    },
  ],
};

function bench() {
  const routed: Routed[] = [];
  const send = async (messages: readonly Routed[]) => {
    routed.push(...messages);
  };
  const bus = localBus({ send, newId: () => "id", systemNow: () => 1_795_428_060_000 }, ROUTES);
  return { bus, routed };
}

async function violationsOf(body: string): Promise<string[]> {
  const { bus, routed } = bench();
  const { status, body: text } = await answerPutEvents(bus, TARGET, body);
  const taken = z.object({ FailedEntryCount: z.number() });
  const refused = z.object({ __type: z.string().min(1), message: z.string().min(1) });
  const event = z.object({ detail: z.record(z.string(), z.unknown()) });
  return violations({
    "is taken in or refused": status === 200 || status === 400,
    "is answered in EventBridge's words": (status === 200 ? taken : refused).safeParse(
      JSON.parse(text),
    ).success,
    "routes nothing when it is refused": status === 200 || routed.length === 0,
    "shows no stack": !showsStack(text),
    "routes only what consumers can read as an event": routed.every(
      (message) => event.safeParse(JSON.parse(message.body)).success,
    ),
  });
}

describe("a malformed call of the bus", { timeout: TIMEOUT_MS }, () => {
  it("is refused in EventBridge's words, or each of its entries is", async () => {
    await fc.assert(
      fc.asyncProperty(malformedJson(call), async (body) => {
        expect(await violationsOf(body)).toEqual([]);
      }),
      { numRuns: NUM_RUNS },
    );
  });
});
