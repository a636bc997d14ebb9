import { printableLines } from "@bellwether/local/terminal";
import { Command, CommanderError } from "commander";
import manifest from "../package.json" with { type: "json" };
import { backupCommand, restoreCommand } from "./backup.ts";
import type { CommandContext } from "./command-context.ts";
import { dlqCommand } from "./dlq.ts";
import { explainCommand } from "./explain.ts";
import { DONE, MISUSED } from "./invocation.ts";
import { loginCommand } from "./login.ts";
import { notifyCommand } from "./notify.ts";
import { ordersCommand } from "./orders.ts";
import { pauseCommand, resumeCommand } from "./pause.ts";
import { rebuildCommand } from "./rebuild.ts";
import { recordCommand } from "./record.ts";
import { replayCommand } from "./replay.ts";
import { runCommand } from "./run.ts";
import { scoreCommand } from "./score.ts";
import { startCommand } from "./start.ts";
import { statusCommand } from "./status.ts";
import { traceCommand } from "./trace.ts";
import { workflowsCommand } from "./workflows.ts";

const ENVIRONMENT = `
The commands use a running Bellwether:
  BELLWETHER_URL    its address (default: http://127.0.0.1:4280)
  BELLWETHER_TOKEN  its token; on AWS an access token of your sign-in

Exit codes: 0 done, 1 failed, 2 wrong usage.`;

/** Runs one command line, without the names of node and the script. Resolves with the exit code. */
export async function bellwether(
  context: Omit<CommandContext, "exit">,
  line: readonly string[],
): Promise<number> {
  let exitCode = DONE;
  const program = commands({
    ...context,
    exit: (code) => {
      exitCode = code;
    },
  });
  try {
    await program.parseAsync([...line], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Requested help is not an error; everything else that commander throws is wrong usage.
    return error.exitCode === 0 ? DONE : MISUSED;
  }
  return exitCode;
}

function commands(context: CommandContext): Command {
  const program = new Command("bellwether")
    .description("Watches markets for a trader.")
    .version(manifest.version, "-v, --version", "print the version")
    .addHelpText("after", ENVIRONMENT)
    .addCommand(startCommand());
  for (const command of [
    statusCommand(context),
    workflowsCommand(context),
    ordersCommand(context),
    traceCommand(context),
    explainCommand(context),
    runCommand(context),
    pauseCommand(context),
    resumeCommand(context),
    rebuildCommand(context),
    dlqCommand(context),
    notifyCommand(context),
    backupCommand(context),
    restoreCommand(context),
    loginCommand(context),
    recordCommand(context),
    replayCommand(context),
    scoreCommand(context),
  ]) {
    withJson(command);
    program.addCommand(command);
  }
  applySettings(program, context);
  return program.configureOutput({
    outputError: (text, write) => write(withSubcommand(program, text)),
  });
}

/** Names the subcommand that was probably meant: commander suggests only names of the same level,
 *  such as `score` for `snooze`. */
function withSubcommand(program: Command, text: string): string {
  const [error, unknown] = /^error: unknown command '(.+?)'/.exec(text) ?? [];
  const meant = program.commands
    .filter(({ commands: subs }) => subs.some((sub) => sub.name() === unknown))
    .map((command) => `\`bellwether ${command.name()} ${unknown}\``);
  return error === undefined || meant.length === 0
    ? text
    : `${error}\n(Did you mean ${meant.join(" or ")}?)\n`;
}

/** `--json` for the command, or for each of its subcommands. */
function withJson(command: Command): void {
  for (const sub of command.commands) withJson(sub);
  if (command.commands.length === 0) command.option("--json", "print one JSON value");
}

/** Commander copies these settings only to commands that it makes itself. */
function applySettings(command: Command, context: CommandContext): void {
  command
    .exitOverride()
    .showHelpAfterError("(--help shows the usage)")
    .configureOutput({
      writeOut: (text) => void context.out.write(printableLines(text).join("\n")),
      writeErr: (text) => void context.err.write(printableLines(text).join("\n")),
      getOutHelpWidth: () => context.out.columns ?? 80,
      getErrHelpWidth: () => context.err.columns ?? 80,
    });
  for (const sub of command.commands) applySettings(sub, context);
}
