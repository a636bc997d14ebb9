import { DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS } from "@bellwether/core/time";
import { describe, expect, it } from "vitest";
import { relativeTime } from "./relative-time.ts";

const AS_OF = 1_700_000_000;
const before = (seconds: number) => relativeTime(AS_OF - seconds, AS_OF);

describe("a relative time", () => {
  it("counts full minutes, hours and days from as_of", () => {
    expect(before(12 * MINUTE_SECONDS)).toBe("12m ago");
    expect(before(HOUR_SECONDS - 1)).toBe("59m ago");
    expect(before(3 * HOUR_SECONDS)).toBe("3h ago");
    expect(before(DAY_SECONDS - 1)).toBe("23h ago");
    expect(before(2 * DAY_SECONDS)).toBe("2d ago");
  });

  it("is now within the first minute", () => {
    expect(before(0)).toBe("now");
    expect(before(59)).toBe("now");
    expect(before(60)).toBe("1m ago");
  });

  it("is absent from seven days on", () => {
    expect(before(7 * DAY_SECONDS - 1)).toBe("6d ago");
    expect(before(7 * DAY_SECONDS)).toBeNull();
  });

  it("is absent for a future instant", () => {
    expect(before(-1)).toBeNull();
  });
});
