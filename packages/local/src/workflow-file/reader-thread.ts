/** The thread on which workflow files are read. It is sent the bytes of a file, answers with its
 *  first part, and is then asked for the others, so that the other side never has to take over
 *  more than a part at once. */
import { parentPort } from "node:worker_threads";
import { checkFile } from "@bellwether/functions/handler";
import type { FilePart, FileRequest } from "./reader.ts";

/** A few milliseconds of work for the thread that takes them over. */
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
