import { Command } from "commander";
import { deleteCommand, switchCommand } from "./workflows-edit.ts";
import { exportCommand, importCommand } from "./workflows-file.ts";
import { assetCommand, listCommand, showCommand } from "./workflows-read.ts";
import { snoozeCommand, unsnoozeCommand } from "./workflows-snooze.ts";
import type { World } from "./world.ts";

export function workflowsCommand(world: World): Command {
  return new Command("workflows")
    .description(
      "Lists, shows, imports, exports, enables, disables, snoozes and deletes workflows.",
    )
    .addCommand(listCommand(world))
    .addCommand(showCommand(world))
    .addCommand(importCommand(world))
    .addCommand(exportCommand(world))
    .addCommand(switchCommand(world, true))
    .addCommand(switchCommand(world, false))
    .addCommand(snoozeCommand(world))
    .addCommand(unsnoozeCommand(world))
    .addCommand(deleteCommand(world))
    .addCommand(assetCommand(world));
}
