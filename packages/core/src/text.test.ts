import { describe, expect, it } from "vitest";
import { codeSchema, decodeUtf8, lineSchema } from "./text.ts";

describe("a line of text", () => {
  const line = lineSchema(20);

  it.each(["CAC 40", "Cassé", "日経平均", "שלום עולם", "مؤشر\u200f", "👩‍👩‍👧 3", "a\u00a0b"])(
    "may be %j, in any script",
    (text) => {
      expect(line.parse(` ${text}\n`)).toBe(text);
    },
  );

  it.each([
    ["NUL", "a\0b", "U+0000"],
    ["an escape sequence", "a\u001b[2Jb", "U+001B"],
    ["a single-character escape sequence", "a\u009b2Jb", "U+009B"],
    ["a line end", "a\nb", "U+000A"],
    ["a line separator", "a\u2028b", "U+2028"],
    ["an override of the direction", "a\u202eb", "U+202E"],
    ["an isolate", "a\u2066b", "U+2066"],
    ["half a character", "a\ud800b", "U+D800"],
    ["a character that a decoder lost", "Cass\ufffd", "U+FFFD"],
  ])("is rejected with %s", (_, text, code) => {
    expect(line.safeParse(text).error?.issues[0]?.message).toContain(code);
  });
});

describe("a code", () => {
  it.each(["DAX.I", "SPY:arcx", "币安人生USDT", "A B"])("may be %s", (code) => {
    expect(codeSchema(20).parse(code)).toBe(code);
  });

  it.each([
    ["\u200bDAX.I", "U+200B"],
    ["DAX\u00ad.I", "U+00AD"],
    ["DAX.I\u2060", "U+2060"],
    ["DAX.I\u200f", "U+200F"],
    ["DA\ufeffX", "U+FEFF"],
  ])("is rejected with an invisible character: %j", (code, character) => {
    const [issue] = codeSchema(20).safeParse(code).error?.issues ?? [];
    expect(issue?.message).toBe(`holds the invisible character ${character}: type it again`);
  });
});

describe("decodeUtf8", () => {
  it("decodes UTF-8 and drops a leading byte order mark", () => {
    const bytes = [0xef, 0xbb, 0xbf, 0x43, 0x61, 0x73, 0x73, 0xc3, 0xa9];
    expect(decodeUtf8(Uint8Array.from(bytes))).toEqual({ kind: "text", text: "Cassé" });
  });

  it.each([
    ["in another encoding", [0x43, 0x61, 0x73, 0x73, 0xe9, 0x0a, 0x62], 3],
    ["cut within a character", [0xc3], 3],
    ["in UTF-16", [0xff, 0xfe, 0x61, 0x00], 3],
  ])("returns the line for bytes %s", (_, bytes, line) => {
    const before = [0x61, 0x0a, 0xc3, 0xa9, 0x0a];
    expect(decodeUtf8(Uint8Array.from([...before, ...bytes]))).toEqual({ kind: "not-utf8", line });
  });
});
