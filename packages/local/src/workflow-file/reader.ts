import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { messageOf } from "@bellwether/core/failure";
import type { ConditionChoice } from "@bellwether/core/workflow";
import type { CheckedFile, CheckFile } from "@bellwether/functions/handler";

/** A part of a file that was read; null after the last. */
export type FilePart = CheckedFile;
export type FileRequest = Readonly<{
  bytes: Uint8Array;
  conditions: ConditionChoice | undefined;
}>;

const THREAD = new URL("thread.mjs", import.meta.url);
/** A file that needs more time or memory is not a workflow file. */
const MAX_READING_MS = 60_000;
const MAX_MEMORY_MB = 1_024;
/** A parsed file is many small objects that live until its end: with Node's default of 16 MB they cost
 *  a sixth more time. */
const YOUNG_MEMORY_MB = 64;

/** Reads workflow files one after another on a separate thread: whatever a file contains, this process
 *  continues with its other work. The thread starts with the first file, and does not keep the process
 *  from ending. */
export function workflowFileReader(): CheckFile {
  let thread: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();

  async function check(file: FileRequest): Promise<CheckedFile> {
    thread ??= new Worker(THREAD, {
      execArgv: [],
      resourceLimits: {
        maxOldGenerationSizeMb: MAX_MEMORY_MB,
        maxYoungGenerationSizeMb: YOUNG_MEMORY_MB,
      },
    });
    thread.ref();
    try {
      return await readWith(thread, file);
    } catch (error) {
      void thread.terminate();
      thread = null;
      const errors = [{ field: "", reason: `cannot be read: ${reasonOf(error)}` }];
      return { workflows: [], errors, warnings: [] };
    } finally {
      thread?.unref();
    }
  }

  return (bytes, conditions) => {
    const checked = last.then(() => check({ bytes, conditions }));
    last = checked;
    return checked;
  };
}

async function readWith(thread: Worker, file: FileRequest): Promise<CheckedFile> {
  const signal = AbortSignal.timeout(MAX_READING_MS);
  const parts: FilePart[] = [];
  for (let request: FileRequest | "next" = file; ; request = "next") {
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

function reasonOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (code === "ERR_WORKER_OUT_OF_MEMORY") return "it needs too much memory: split it";
  if (name === "AbortError") return `it takes longer than ${MAX_READING_MS / 1_000} s: split it`;
  return messageOf(error);
}
