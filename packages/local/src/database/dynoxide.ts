import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { messageOf } from "@bellwether/core/failure";
import * as z from "zod";
import { type JsonRpc, jsonRpc } from "./json-rpc.ts";

/** The embedded database cannot run or does not answer. The message is for the person at the
 *  terminal. */
export class EmbeddedDatabaseError extends Error {
  readonly code: "unsupported-platform" | "did-not-start" | "damaged";
  readonly retryable = false;
  constructor(
    code: EmbeddedDatabaseError["code"],
    message: string,
    options?: { readonly cause: unknown },
  ) {
    super(message, options);
    this.name = "EmbeddedDatabaseError";
    this.code = code;
  }
}

/** The answer to one operation, as text: JSON, or the reason when the arguments were malformed. */
export type ToolAnswer = Readonly<{ isError: boolean; text: string }>;

/** Calls an operation of the database by its name, e.g. `put_item`. Rejects with an error that has
 *  a `code` when the database hangs or is gone. */
export type CallTool = (
  name: string,
  parameters: Readonly<Record<string, unknown>>,
) => Promise<ToolAnswer>;

export type EmbeddedDatabase = Readonly<{
  pid: number;
  call: CallTool;
  /** Resolves with the exit code or signal once the process is gone. */
  exited: Promise<string>;
  /** Lets the process end and waits for it; kills it after a second. */
  stop: () => Promise<void>;
}>;

const READY_WITHIN_MS = 10_000;
/** The API answers within five seconds, whatever the database does. */
const ANSWER_WITHIN_MS = 4_000;
const STOP_WITHIN_MS = 1_000;
const MCP_VERSION = "2025-03-26";

/** Path of dynoxide's binary for this platform: an optional dependency of this package.
 *  Throws `EmbeddedDatabaseError` where there is none. */
export function dynoxideBinary(platform = process.platform, arch = process.arch): string {
  const name = `@dynoxide/${platform}-${arch}`;
  const file = platform === "win32" ? "dynoxide.exe" : "dynoxide";
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const binary = path.join(path.dirname(manifest), file);
    if (existsSync(binary)) return binary;
  } catch {
    // Falls through to the explanation: a missing optional dependency is the usual case.
  }
  throw new EmbeddedDatabaseError(
    "unsupported-platform",
    `The embedded database does not run on ${platform}-${arch}: set DYNAMODB_ENDPOINT to a ` +
      "DynamoDB-compatible server, for example DynamoDB Local at http://127.0.0.1:8000, and " +
      "choose a live market, because a simulated or replayed one needs the embedded database.",
  );
}

/** Starts dynoxide on `file`. It listens on no port: it is called through its standard streams, so
 *  that nothing but this process reaches it (docs/decisions/0801). It ends when they close, also
 *  when this process is killed. Rejects with `EmbeddedDatabaseError`. */
export async function startEmbeddedDatabase(options: {
  file: string;
  /** Called with the process id before anything can fail, so that the process can always be ended. */
  onSpawn?: (pid: number) => void;
}): Promise<EmbeddedDatabase> {
  const child = spawn(dynoxideBinary(), ["mcp", "--db-path", options.file], {
    // Our environment holds secrets, and the database reads none of it.
    env: {},
    // A process group apart: Ctrl-C in the terminal must not end the database before its clients.
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  if (child.pid !== undefined) options.onSpawn?.(child.pid);
  const stderr = tail(child);
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal ?? `code ${code}`));
  });
  const rpc = jsonRpc({ input: child.stdin, output: child.stdout }, ANSWER_WITHIN_MS);
  void exited.then((how) => rpc.close(gone(how)));
  const failure = await Promise.race([exited, handshake(rpc), timeUp(READY_WITHIN_MS)]);
  if (failure !== null || child.pid === undefined) {
    await stop(child, exited);
    throw new EmbeddedDatabaseError(
      "did-not-start",
      `The embedded database did not start on ${options.file} (${failure}): ${stderr() || "it gave no reason"}`,
    );
  }
  return {
    pid: child.pid,
    exited,
    call: async (name, parameters) => {
      const result = await rpc.request("tools/call", { name, arguments: parameters });
      const { isError, content } = resultSchema.parse(result);
      return { isError, text: content[0].text };
    },
    stop: () => stop(child, exited),
  };
}

const resultSchema = z.object({
  isError: z.boolean().default(false),
  content: z.tuple([z.object({ text: z.string() })]),
});

/** Null once the database takes calls; the reason when it does not. */
async function handshake(rpc: JsonRpc): Promise<string | null> {
  try {
    await rpc.request("initialize", {
      protocolVersion: MCP_VERSION,
      capabilities: {},
      clientInfo: { name: "bellwether", version: "1" },
    });
    rpc.notify("notifications/initialized");
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** As a connection that broke: the SDK sends the request again. */
function gone(how: string): Error {
  return Object.assign(new Error(`the embedded database exited (${how})`), { code: "ECONNRESET" });
}

async function stop(child: ChildProcess, exited: Promise<string>): Promise<void> {
  child.stdin?.end();
  const late = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
  await exited;
  clearTimeout(late);
}

function timeUp(ms: number): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(`no answer within ${ms / 1_000} s`), ms).unref();
  });
}

function tail(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-2_000);
  });
  return () => text.trim();
}
