import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { Publish } from "@bellwether/core/signal";
import { eventBridgePublish } from "@bellwether/functions/adapter/eventbridge";
import { generateHandler, type RunResult } from "@bellwether/functions/handler";
import { BUS_NAME } from "../bus/bus.ts";
import type { PipelineDeps, Stores } from "./pipeline.ts";

/** The engine of this machine, and the way to its bus. */
export type Engine = Readonly<{
  publish: Publish;
  /** Runs once, as the scheduler or the API asks. */
  run: (request: unknown) => Promise<RunResult>;
}>;

export function openEngine(deps: PipelineDeps, stores: Stores, bus: EventBridgeClient): Engine {
  const publish = measuredPublish(deps, bus);
  const generate = generateHandler({
    ...deps,
    scanWorkflows: stores.workflows.scan,
    readPause: stores.pause.read,
    readDecisions: stores.decisions.read,
    publish,
  });
  return {
    publish,
    async run(request) {
      const result = await generate(request);
      if (result.kind === "completed") deps.meter.ran(result.run);
      return result;
    },
  };
}

/** PutEvents over the wire to our own server, timed from before the first call. */
function measuredPublish(
  { meter, sleep, random }: PipelineDeps,
  client: EventBridgeClient,
): Publish {
  const publish = eventBridgePublish({ client, busName: BUS_NAME, sleep, random });
  return async (events) => {
    for (const event of events) {
      if (event.type === "OrderSignal") meter.emitted(event.detail.id);
    }
    await publish(events);
  };
}
