import type { Readable, Writable } from "node:stream";
import * as z from "zod";

/** The process at the other end answered no request for `answerWithinMs`. */
class NoAnswerError extends Error {
  readonly code = "no-answer";
  readonly retryable = true;
  constructor(message: string) {
    super(message);
    this.name = "NoAnswerError";
  }
}

export type JsonRpc = Readonly<{
  /** Resolves with the result; rejects with `NoAnswerError`, with the error of the other end, or
   *  with the reason of `close`. */
  request: (method: string, params: object) => Promise<unknown>;
  notify: (method: string) => void;
  /** Rejects what waits, and every later request. */
  close: (reason: Error) => void;
}>;

type Waiting = Readonly<{ resolve: (result: unknown) => void; reject: (error: Error) => void }>;

const answerSchema = z.object({
  id: z.int(),
  result: z.unknown(),
  error: z.object({ message: z.string() }).optional(),
});

const LINE_END = 10;

/** JSON-RPC 2.0 over two byte streams, one message a line. Requests are answered in any order. If no
 *  request at all is answered for `answerWithinMs`, all waiting ones are rejected: a long queue of
 *  requests does not show that the process hangs, but silence does. */
export function jsonRpc(
  streams: { readonly input: Writable; readonly output: Readable },
  answerWithinMs: number,
): JsonRpc {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let closed: Error | null = null;
  let watchdog: NodeJS.Timeout | null = null;

  function rejectAll(reason: Error): void {
    const pending = [...waiting.values()];
    waiting.clear();
    rest();
    for (const { reject } of pending) reject(reason);
  }

  function rest(): void {
    if (watchdog !== null) clearTimeout(watchdog);
    watchdog = null;
  }

  function close(reason: Error): void {
    closed ??= reason;
    rejectAll(closed);
  }

  function receive(line: Buffer): void {
    const { id, result, error } = answerSchema.parse(JSON.parse(line.toString("utf8")));
    const request = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) rest();
    else watchdog?.refresh();
    // Without a request: it was given up before its answer came.
    if (error === undefined) request?.resolve(result);
    else request?.reject(new Error(error.message));
  }

  eachLine(streams.output, (line) => {
    try {
      receive(line);
    } catch (cause) {
      close(new Error("a response cannot be read", { cause }));
    }
  });
  // A broken pipe is followed by the end of the process, which closes this; unheard, the error would
  // end ours.
  streams.input.on("error", () => {});

  const send = (message: object) => {
    streams.input.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  };
  return {
    request: (method, params) =>
      new Promise((resolve, reject) => {
        if (closed !== null) return reject(closed);
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        watchdog ??= setTimeout(
          () => rejectAll(new NoAnswerError(`no answer within ${answerWithinMs / 1_000} s`)),
          answerWithinMs,
        );
        send({ id, method, params });
      }),
    notify: (method) => send({ method }),
    close,
  };
}

function eachLine(output: Readable, take: (line: Buffer) => void): void {
  let parts: Buffer[] = [];
  output.on("data", (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, start)) {
      parts.push(chunk.subarray(start, end));
      take(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts));
      parts = [];
      start = end + 1;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  });
}
