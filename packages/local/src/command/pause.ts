import { pauseStateSchema } from "@bellwether/core/signal";
import { Command } from "commander";
import { DONE, invoked } from "./invocation.ts";
import { moment } from "./moment.ts";
import type { World } from "./world.ts";

export function pauseCommand(world: World): Command {
  return switchCommand(world, "pause", "Pauses the engine: runs evaluate nothing until `resume`.");
}

export function resumeCommand(world: World): Command {
  return switchCommand(world, "resume", "Resumes the engine, from the next run on.");
}

function switchCommand(world: World, name: "pause" | "resume", description: string): Command {
  return new Command(name).description(description).action(
    invoked(world, async ({ client, show }) => {
      const json = { by: world.user };
      const state = await client.request("POST", `/${name}`, pauseStateSchema, { json });
      show(state, () => {
        const what = state.paused ? "Bellwether is paused" : "Bellwether runs";
        return state.changed_at === null
          ? [`${what}.`]
          : [`${what}, since ${moment(state.changed_at)} by ${state.by}.`];
      });
      return DONE;
    }),
  );
}
