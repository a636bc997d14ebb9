import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { messageOf } from "@bellwether/core/failure";
import type { CheckedFile, CheckFile } from "@bellwether/functions/handler";

/** A part of a file that was read; null after the last. */
export type FilePart = CheckedFile;

const THREAD = new URL("thread.mjs", import.meta.url);
/** What takes longer or more is no workflow file. */
const MAX_READING_MS = 60_000;
const MAX_MEMORY_MB = 1_024;

/** Reads workflow files one after another on a thread of its own: whatever a file holds, this process
 *  goes on with its other work. The thread starts with the first file, and does not keep the process
 *  from ending. */
export function workflowFileReader(): CheckFile {
  let thread: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();

  async function check(bytes: Uint8Array): Promise<CheckedFile> {
    thread ??= new Worker(THREAD, {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB },
    });
    thread.ref();
    try {
      return await readWith(thread, bytes);
    } catch (error) {
      void thread.terminate();
      thread = null;
      const reason = messageOf(error);
      const errors = [{ field: "", reason: `cannot be read: ${reason}` }];
      return { workflows: [], errors, warnings: [] };
    } finally {
      thread?.unref();
    }
  }

  return (bytes) => {
    const checked = last.then(() => check(bytes));
    last = checked;
    return checked;
  };
}

async function readWith(thread: Worker, bytes: Uint8Array): Promise<CheckedFile> {
  const signal = AbortSignal.timeout(MAX_READING_MS);
  const parts: FilePart[] = [];
  for (let request: Uint8Array | "next" = bytes; ; request = "next") {
    const answer = once(thread, "message", { signal });
    thread.postMessage(request);
    const [part] = (await answer) as [FilePart | null];
    if (part === null) break;
    parts.push(part);
  }
  return {
    workflows: parts.flatMap(({ workflows }) => workflows),
    errors: parts.flatMap(({ errors }) => errors),
    warnings: parts.flatMap(({ warnings }) => warnings),
  };
}
