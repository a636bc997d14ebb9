import { encodeInstants } from "@bellwether/core/api";
import { OptionError, readEnvironment } from "@bellwether/local/config";
import {
  printable,
  printableJson,
  printableLines,
  type Terminal,
  terminal,
} from "@bellwether/local/terminal";
import type { Command } from "commander";
import { apiClient, type Client, RequestError } from "./client.ts";
import type { CommandContext } from "./command-context.ts";
import { failureText } from "./failure.ts";

/** The context of one invocation of a command. */
export type Invocation = Readonly<{
  context: CommandContext;
  client: Client;
  /** Columns of the terminal; infinite for a pipe, whose reader needs the whole text. */
  width: number;
  /** Progress, on stderr. With `--json` only if stderr is a terminal: else it holds the error alone. */
  progress: Terminal["progress"];
  /** Warnings, on stderr. */
  log: Terminal["log"];
  /** The result: as lines for a person, or with `--json` as one JSON value with ISO instants. */
  show: (value: unknown, lines: () => readonly string[]) => void;
  /** A remark on stderr; not written with `--json`. */
  remark: (text: string) => void;
}>;

/** Exit codes. */
export const DONE = 0;
export const FAILED = 1;
export const MISUSED = 2;

export function exitCodeOf(error: unknown): number {
  return error instanceof OptionError ? MISUSED : FAILED;
}

/** The action of a command: runs `work` and exits with the code it resolves to. If it throws, the
 *  message is written to stderr and the exit code is 1, or 2 for wrong options. */
export const invoked =
  <Given extends readonly unknown[]>(
    context: CommandContext,
    work: (invocation: Invocation, ...given: Given) => Promise<number>,
  ) =>
  async (...given: [...Given, Command]): Promise<void> => {
    const command = given.at(-1) as Command;
    const { json = false } = command.optsWithGlobals<{ json?: boolean }>();
    try {
      const environment = readEnvironment(context.variables);
      const invocation = invocationOf(context, json, {
        url: environment.BELLWETHER_URL ?? `http://127.0.0.1:${environment.PORT ?? 4280}`,
        token: environment.BELLWETHER_TOKEN ?? null,
      });
      context.exit(await work(invocation, ...(given.slice(0, -1) as unknown as Given)));
    } catch (error) {
      complain(context, error, json);
      context.exit(exitCodeOf(error));
    }
  };

function invocationOf(
  context: CommandContext,
  json: boolean,
  server: { readonly url: string; readonly token: string | null },
): Invocation {
  const { out, err } = context;
  const { progress, log } = terminal({ out: err, verbose: false });
  return {
    context,
    client: apiClient(server),
    width: out.columns ?? Number.POSITIVE_INFINITY,
    progress: json && err.isTTY !== true ? () => ({ update: () => {}, stop: () => {} }) : progress,
    log,
    show(value, lines) {
      const text = json ? printableJson(encodeInstants(value)) : lines().map(printable).join("\n");
      out.write(`${text}\n`);
    },
    remark: (text) => {
      if (!json) err.write(`${printable(text)}\n`);
    },
  };
}

function complain({ err, variables }: CommandContext, error: unknown, json: boolean): void {
  const message = failureText(error, { debug: variables["BELLWETHER_DEBUG"] === "1" });
  const errors = error instanceof RequestError ? error.errors : [];
  if (json) {
    err.write(`${printableJson({ error: message, errors })}\n`);
    return;
  }
  err.write(`${printableLines(message).join("\n")}\n`);
  // The first one is in the message.
  if (errors.length < 2) return;
  for (const { workflow, line, field, reason } of errors) {
    const place = [line === undefined ? "" : `line ${line}`, workflow ?? "", field];
    err.write(`  ${printable([...place.filter((part) => part !== ""), reason].join(": "))}\n`);
  }
}
