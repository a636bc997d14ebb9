import { describe, expect, it } from "vitest";
import { scheduledRunSchema } from "./event-envelope.ts";

const tickOf = (tick: unknown) => {
  const parsed = scheduledRunSchema.safeParse({ tick, execution_context: "schedule:a" });
  return parsed.success ? parsed.data.tick : "refused";
};

/** 2022-03-22T18:59:43Z, the example in the documentation. */
const DOCUMENTED = 1_647_975_583;

describe("the scheduler's tick", () => {
  // Source: EventBridge Scheduler user guide, "Adding context attributes": the format of
  // <aws.scheduler.scheduled-time>.
  it("is parsed in the documented format of AWS", () => {
    expect(tickOf("2022-03-22T18:59:43Z")).toBe(DOCUMENTED);
  });

  it.each([
    ["with fractions of a second", "2022-03-22T18:59:43.000Z"],
    ["with an offset", "2022-03-22T19:59:43+01:00"],
    ["as whole epoch seconds, as a redrive sends it", DOCUMENTED],
  ])("is the same instant when written as %s", (_, tick) => {
    expect(tickOf(tick)).toBe(DOCUMENTED);
  });

  it.each([
    ["a placeholder that nobody replaced", "<aws.scheduler.scheduled-time>"],
    ["an instant without its offset", "2022-03-22T18:59:43"],
    ["a day", "2022-03-22"],
    ["epoch milliseconds", DOCUMENTED * 1_000],
    ["epoch seconds as a text", String(DOCUMENTED)],
    ["a fraction of a second since the epoch", DOCUMENTED + 0.5],
    ["a day that is in no calendar", "2022-02-30T18:59:43Z"],
    ["another notation", "Tue, 22 Mar 2022 18:59:43 GMT"],
    ["nothing", ""],
    ["null", null],
    ["no tick at all", undefined],
  ])("is rejected when it is %s", (_, tick) => {
    expect(tickOf(tick)).toBe("refused");
  });
});
