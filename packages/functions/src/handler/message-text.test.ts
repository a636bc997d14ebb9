import { describe, expect, it } from "vitest";
import { shortened } from "./message-text.ts";

describe("a text that is too long", () => {
  it("is truncated between lines with a note", () => {
    expect(shortened("one\ntwo\nthree", 20)).toBe("one\ntwo\nthree");
    expect(shortened("one\ntwo\nthree", 10)).toBe("one\ntwo\n…");
    expect(shortened("one\ntwo\nthree", 10).length).toBeLessThanOrEqual(10);
  });
});
