import type { Publish } from "@bellwether/core/event";
import { generateHandler, type RunResult } from "@bellwether/functions/handler";
import type { PipelineDeps } from "./pipeline-deps.ts";
import type { Stores } from "./stores.ts";

/** The engine of this machine, and the bus it publishes to. */
export type Engine = Readonly<{
  publish: Publish;
  /** Runs once, as the scheduler or the API asks. */
  run: (request: unknown) => Promise<RunResult>;
}>;

export function openEngine(deps: PipelineDeps, stores: Stores, bus: Publish): Engine {
  const publish = measuredPublish(deps, bus);
  const generate = generateHandler({
    ...deps,
    scanWorkflows: stores.workflows.scan,
    readPause: stores.pause.read,
    readDecisions: stores.decisions.read,
    episodeCuts: stores.episodeCuts,
    publish,
  });
  return {
    publish,
    async run(request) {
      const result = await generate(request);
      if (result.kind === "completed") {
        deps.meter.ran(result.run);
        deps.metrics.ran(result.run);
      }
      return result;
    },
  };
}

/** Starts the clock of each signal before it is queued. */
function measuredPublish({ meter }: PipelineDeps, publish: Publish): Publish {
  return async (events) => {
    for (const event of events) {
      if (event.type === "OrderSignal") meter.emitted(event.detail.id);
    }
    await publish(events);
  };
}
