import { describe, expect, it } from "vitest";
import { backoffMs, jitteredBackoffMs } from "./backoff.ts";
import { messageOf } from "./message-of.ts";
import { retryAfterSeconds } from "./retry-after.ts";

const backoff = { firstMs: 100, maxMs: 1_500 };

describe("backoff", () => {
  it("doubles the pause up to a maximum", () => {
    const pauses = [1, 2, 3, 4, 5, 6, 2_000].map((failures) => backoffMs(failures, backoff));
    expect(pauses).toEqual([100, 200, 400, 800, 1_500, 1_500, 1_500]);
  });

  it("with jitter returns a random fraction of the pause", () => {
    expect(jitteredBackoffMs(3, backoff, () => 0.25)).toBe(100);
  });
});

describe("the text of a failure", () => {
  it("is the error's message, or the thrown value as text", () => {
    expect([messageOf(new Error("gone")), messageOf("gone"), messageOf(undefined)]).toEqual([
      "gone",
      "gone",
      "undefined",
    ]);
  });

  it("is truncated, so that a long response fills neither the log nor a queue", () => {
    expect(messageOf(new Error("x".repeat(20_000_000))).length).toBeLessThan(1_100);
  });
});

describe("the wait that a response asks for", () => {
  const date = "Wed, 21 Oct 2026 07:27:00 GMT";
  it.each([
    ["30", 30],
    ["0.5", 0.5],
    ["Wed, 21 Oct 2026 07:28:00 GMT", 60],
    ["Wed, 21 Oct 2026 07:00:00 GMT", 0],
    ["soon", null],
    ["-5", null],
    ["1e99", null],
    ["", null],
    [null, null],
  ])("is read from Retry-After: %s", (retryAfter, seconds) => {
    expect(retryAfterSeconds(retryAfter, date)).toBe(seconds);
  });

  it("is unknown for a date without the date of the response", () => {
    expect(retryAfterSeconds("Wed, 21 Oct 2026 07:28:00 GMT", null)).toBeNull();
  });
});
