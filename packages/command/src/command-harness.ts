/** Command lines against the API over memory stores, on a free port of loopback: for tests. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApiDeps } from "@bellwether/functions/api";
import { apiHarness } from "@bellwether/functions/testing";
import { serve } from "@hono/node-server";
import type { CommandContext } from "./command-context.ts";
import { bellwether } from "./program.ts";

export type Ended = Readonly<{ code: number; out: string; err: string }>;

export async function commandHarness(over: Partial<ApiDeps> = {}) {
  const api = apiHarness(over);
  const server = await new Promise<Server>((resolve) => {
    const started = serve({ fetch: api.app.fetch, hostname: "127.0.0.1", port: 0 }, () =>
      resolve(started as Server),
    );
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...api,
    url,
    run: (...line: readonly string[]) => runCommandLine({ BELLWETHER_URL: url }, line),
    /** On a terminal with this number of columns. */
    screen: (columns: number, ...line: readonly string[]) =>
      runCommandLine({ BELLWETHER_URL: url }, line, {}, columns),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Runs a command line with the given context, and returns what it writes. */
export async function runCommandLine(
  variables: CommandContext["variables"],
  line: readonly string[],
  over: Partial<CommandContext> = {},
  columns?: number,
): Promise<Ended> {
  const said = { out: "", err: "" };
  const channel = (name: "out" | "err") => ({
    ...(columns !== undefined && { columns }),
    write: (text: string | Uint8Array) => {
      said[name] += String(text);
      return true;
    },
  });
  const code = await bellwether(
    { variables, out: channel("out"), err: channel("err"), user: "ada", confirm: null, ...over },
    line,
  );
  return { code, ...said };
}

/** A person who answers each question alike; `asked` gets the questions. */
export function person(asked: string[], answer: boolean): Pick<CommandContext, "confirm"> {
  return {
    confirm: async (question) => {
      asked.push(question);
      return answer;
    },
  };
}
