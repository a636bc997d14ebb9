import { pauseStateSchema } from "@bellwether/core/run";
import { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import { DONE, invoked } from "./invocation.ts";
import { moment } from "./moment.ts";

export function pauseCommand(context: CommandContext): Command {
  return switchCommand(
    context,
    "pause",
    "Pauses the engine: runs evaluate nothing until `resume`.",
  );
}

export function resumeCommand(context: CommandContext): Command {
  return switchCommand(context, "resume", "Resumes the engine, from the next run on.");
}

function switchCommand(
  context: CommandContext,
  name: "pause" | "resume",
  description: string,
): Command {
  return new Command(name).description(description).action(
    invoked(context, async ({ client, show }) => {
      const json = { by: context.user };
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
