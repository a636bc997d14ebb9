import { expect, it } from "vitest";
import { workflowFileReader } from "./reader.ts";

const check = workflowFileReader();
const bytesOf = (text: string) => new TextEncoder().encode(text);
const workflow = (name: string) =>
  `- {name: ${name}, index: DAX.I, cfd: GER40.I, enable: true, conditions: [{indicator: {name: ma50, ut: h1}, close: {direction: below, ut: h1, spread: 9}}]}\n`;

/** How often the event loop was free while something went on. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  const ended = new AbortController();
  void work.finally(() => ended.abort());
  while (!ended.signal.aborted) {
    await new Promise((resolve) => setImmediate(resolve));
    turns += 1;
  }
  return turns;
}

it("the reader returns all workflows of a file in order, across several parts", async () => {
  const names = Array.from({ length: 450 }, (_, nth) => `w${nth}`);
  const { workflows, errors } = await check(bytesOf(names.map(workflow).join("")));
  expect(errors).toEqual([]);
  expect(workflows.map(({ draft }) => draft.name)).toEqual(names);
});

it("the reader returns every error of a file", async () => {
  const { workflows, errors } = await check(bytesOf(`${workflow("a")}${workflow("A")}- {}\n`));
  expect(workflows).toHaveLength(2);
  expect(errors.map(({ line, field }) => [line, field])).toEqual(
    expect.arrayContaining([
      [2, "name"],
      [3, "enable"],
    ]),
  );
});

it("the reader does not block the event loop while it reads a large file", async () => {
  const reading = check(bytesOf("- {}\n".repeat(20_000)));
  expect(await turnsDuring(reading)).toBeGreaterThan(100);
  expect((await reading).errors.length).toBeGreaterThan(1_000);
});

it("the reader keeps concurrent files apart", async () => {
  const files = ["a", "b", "c"].map((name) => check(bytesOf(workflow(name))));
  const read = await Promise.all(files);
  expect(read.map(({ workflows }) => workflows.map(({ draft }) => draft.name))).toEqual([
    ["a"],
    ["b"],
    ["c"],
  ]);
});
