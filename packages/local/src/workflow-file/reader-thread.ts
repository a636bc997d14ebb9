/** The thread that reads workflow files. It receives the bytes of a file, answers with the first part,
 *  and sends each other part on request, so that the main thread never receives more than one part at
 *  a time. */
import { parentPort } from "node:worker_threads";
import { checkFile } from "@bellwether/functions/handler";
import type { FilePart, FileRequest } from "./reader.ts";

/** A few milliseconds of work for the receiving thread. */
const WORKFLOWS_PER_PART = 200;
const MAX_WARNINGS = 1_000;

function* partsOf({ bytes, conditions }: FileRequest): Generator<FilePart, null> {
  const { workflows, errors, warnings } = checkFile(bytes, conditions);
  yield { workflows: [], errors, warnings: warnings.slice(0, MAX_WARNINGS) };
  for (let from = 0; from < workflows.length; from += WORKFLOWS_PER_PART) {
    const part = workflows.slice(from, from + WORKFLOWS_PER_PART);
    yield { workflows: part, errors: [], warnings: [] };
  }
  return null;
}

let parts: ReturnType<typeof partsOf> | undefined;
parentPort?.on("message", (request: FileRequest | "next") => {
  if (request !== "next") parts = partsOf(request);
  parentPort?.postMessage(parts?.next().value);
});
