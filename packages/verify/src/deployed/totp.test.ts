import { describe, expect, it } from "vitest";
import { totp } from "./totp.ts";

describe("an authenticator's code", () => {
  // RFC 6238, appendix B: the ASCII secret "12345678901234567890", the last six of eight digits.
  it.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [20_000_000_000, "353130"],
  ])("at %d seconds equals the one in the RFC", (at, code) => {
    expect(totp("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at)).toBe(code);
  });
});
