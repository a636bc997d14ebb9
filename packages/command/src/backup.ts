import path from "node:path";
import { toIso } from "@bellwether/core/time";
import { readEnvironment } from "@bellwether/local/config";
import { backUpHome, restoreHome } from "@bellwether/local/database";
import { homeOf } from "@bellwether/local/market";
import { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import { DONE, invoked } from "./invocation.ts";

export function backupCommand(context: CommandContext): Command {
  return new Command("backup")
    .description("Writes the data of this machine into one file, even while Bellwether runs.")
    .argument("<file>", "a new file")
    .action(
      invoked(context, async ({ show }, file: string) => {
        const home = homeOf(readEnvironment(context.variables));
        const target = path.resolve(file);
        const files = backUpHome(home, target);
        show({ file: target, home, files }, () => [
          `Backed up ${files.join(", ")} of ${home} to ${target}.`,
          "It has no secrets: keep secrets.env yourself, and log in to Saxo again.",
        ]);
        return DONE;
      }),
    );
}

export function restoreCommand(context: CommandContext): Command {
  return new Command("restore")
    .description("Restores a backup into BELLWETHER_HOME while Bellwether is stopped.")
    .argument("<file>", "a file that `backup` wrote")
    .option("--replace", "set the existing data aside")
    .action(
      invoked(
        context,
        async ({ show }, file: string, { replace = false }: { replace?: boolean }) => {
          const home = homeOf(readEnvironment(context.variables));
          const mark = toIso(Math.floor(Date.now() / 1_000)).replaceAll(/[-:]/g, "");
          const restored = await restoreHome(home, path.resolve(file), { replace, mark });
          const { names: files, replaced } = restored;
          show({ home, files, replaced }, () => [
            `Restored ${files.join(", ")} to ${home}.`,
            ...(replaced === null ? [] : [`The previous data is in ${replaced}.`]),
          ]);
          return DONE;
        },
      ),
    );
}
