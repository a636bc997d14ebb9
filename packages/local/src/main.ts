import { Command } from "commander";
import { startCommand } from "./command/start.ts";

// The SDK warns on each start that it will drop Node 20 in 2027; the README names our minimum.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const program = new Command("bellwether")
  .description("Watches markets for a trader, on this machine.")
  .showHelpAfterError("(--help shows the commands)")
  .addCommand(startCommand());

await program.parseAsync();
