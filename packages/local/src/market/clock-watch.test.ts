import { expect, it } from "vitest";
import { clockWatch } from "./clock-watch.ts";

const NOW_MS = Date.parse("2026-11-23T10:01:00Z");

const answerOf = (date: string | null) => async () =>
  new Response("{}", date === null ? {} : { headers: { date } });

async function problemAfter(...dates: (string | null)[]): Promise<string | null> {
  const answers = dates.map(answerOf);
  const watch = clockWatch({
    fetch: () => (answers.shift() ?? answerOf(null))(),
    systemNow: () => NOW_MS,
  });
  for (const _ of dates) await watch.fetch("https://market.example/");
  return watch.problem();
}

it("the clock watch reports a clock that is slow by two minutes or more", async () => {
  expect(await problemAfter("Mon, 23 Nov 2026 10:13:00 GMT")).toContain("is 12 minutes slow");
  expect(await problemAfter("Mon, 23 Nov 2026 10:03:00 GMT")).toContain("is 2 minutes slow");
  expect(await problemAfter("Mon, 23 Nov 2026 10:02:59 GMT")).toBeNull();
});

it("the clock watch reports nothing after the clock was set, or for responses without a date", async () => {
  const slow = "Mon, 23 Nov 2026 10:13:00 GMT";
  expect(await problemAfter(slow, "Mon, 23 Nov 2026 10:01:01 GMT")).toBeNull();
  expect(await problemAfter(null)).toBeNull();
  expect(await problemAfter("yesterday")).toBeNull();
  expect(await problemAfter(slow, null)).toContain("slow");
});
