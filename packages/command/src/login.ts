import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { toIso } from "@bellwether/core/time";
import { readEnvironment } from "@bellwether/local/config";
import {
  liveHttp,
  saxoApplication,
  saxoStage,
  saxoTokenFile,
  saxoTokenStore,
} from "@bellwether/local/market";
import { authorizeUrl, exchangeCode } from "@bellwether/markets/saxo";
import { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import { DONE, invoked } from "./invocation.ts";
import { awaitRedirect } from "./login-redirect.ts";
import { moment } from "./moment.ts";

/** A login that takes longer is considered abandoned. */
const PATIENCE_MS = 5 * 60_000;

export function loginCommand(context: CommandContext): Command {
  return new Command("login")
    .description(
      "Logs in to Saxo in the browser and stores the login in a file that only you can read.",
    )
    .option("--no-browser", "only print the address to open")
    .action(
      invoked(context, async ({ show }, { browser }: { browser: boolean }) => {
        const environment = readEnvironment(context.variables);
        const application = saxoApplication(environment);
        const state = randomBytes(16).toString("hex");
        const verifier = randomBytes(32).toString("base64url");
        const address = authorizeUrl(application, { state, verifier }).href;
        const redirect = await awaitRedirect({
          redirectUrl: application.redirectUrl,
          state,
          patienceMs: PATIENCE_MS,
        });
        // With --json too: the login needs the address.
        context.err.write(`Log in at\n  ${address}\n`);
        if (browser && context.out.isTTY === true) openInBrowser(address);
        const token = await exchangeCode(liveHttp, application, {
          code: await redirect.code,
          verifier,
        });
        await saxoTokenStore(environment).write(token);
        const file = saxoTokenFile(environment);
        const until = token.refresh_expires_at;
        const kept = { file, environment: saxoStage(environment), renew_before: toIso(until) };
        show(kept, () => [
          `Logged in to Saxo (${saxoStage(environment)}). The login is in ${file}.`,
          `Bellwether renews it while it runs; otherwise it expires at ${moment(until)}.`,
        ]);
        return DONE;
      }),
    );
}

/** Best effort: the address is on the screen. */
function openInBrowser(address: string): void {
  const opener = { darwin: "open", win32: "explorer" }[process.platform as string] ?? "xdg-open";
  const child = spawn(opener, [address], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}
