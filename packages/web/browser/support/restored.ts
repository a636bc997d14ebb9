import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, inject } from "vitest";
import { apiOf } from "./api.ts";
import { WORKFLOWS } from "./machine.ts";

const url = inject("url");
const api = apiOf(url);

const stateOf = async () =>
  new Map((await api.workflows()).workflows.map((row) => [row.id, row] as const));

/** Each test, and the second attempt of one that failed halfway, finds the shared machine as it was:
 *  with its workflows alone, unchanged and announced, and with an engine that runs. A setup file's
 *  hooks are the outermost, so that the test's pages are closed by now. */
let before: Awaited<ReturnType<typeof stateOf>>;
beforeEach(async () => {
  before = await stateOf();
});
afterEach(async () => {
  await api.resume();
  const after = await stateOf();
  for (const { id, snooze } of after.values()) {
    if (!before.has(id)) await api.remove(id);
    else if (snooze !== null) await api.announce(id);
  }
  const isChanged = [...before.values()].some(
    ({ id, version }) => after.get(id)?.version !== version,
  );
  if (isChanged) await api.importYaml(await readFile(WORKFLOWS, "utf8"));
});
