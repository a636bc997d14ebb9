import { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import { deleteCommand, switchCommand } from "./workflows-edit.ts";
import { exportCommand, importCommand } from "./workflows-file.ts";
import { assetCommand, listCommand, showCommand } from "./workflows-read.ts";
import { snoozeCommand, unsnoozeCommand } from "./workflows-snooze.ts";

export function workflowsCommand(context: CommandContext): Command {
  return new Command("workflows")
    .description(
      "Lists, shows, imports, exports, enables, disables, snoozes and deletes workflows.",
    )
    .addCommand(listCommand(context))
    .addCommand(showCommand(context))
    .addCommand(importCommand(context))
    .addCommand(exportCommand(context))
    .addCommand(switchCommand(context, true))
    .addCommand(switchCommand(context, false))
    .addCommand(snoozeCommand(context))
    .addCommand(unsnoozeCommand(context))
    .addCommand(deleteCommand(context))
    .addCommand(assetCommand(context));
}
