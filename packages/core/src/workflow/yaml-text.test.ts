import { expect, test } from "vitest";
import { strayCharacter } from "./yaml-text.ts";

test.each([
  ["between key and value", "a:\tb\n", 1],
  ["within plain text", "a: b\n\nc: d\te\n", 3],
  ["at the end of a line", "a: b\t\nc: d\n", 1],
  ["on an empty line", "a: b\n\t\n", 2],
  ["before a comment", "a: b\t# c\n", 1],
  ["after block text", "a: |\n  b\nc:\td\n", 3],
  ["in brackets", "[\n\t1]\n", 2],
])("a tab %s is reported, as in PyYAML", (_, text, line) => {
  expect(strayCharacter(text)).toMatchObject({ line, message: expect.stringContaining("a tab") });
});

test.each([
  ["in quotes", "a: \"b\tc\"\nd: 'e\tf'\n"],
  ["in block text", "a: |\n  b\tc\n"],
  ["in a comment", "a: b # c\td\n"],
])("a tab %s is allowed", (_, text) => {
  expect(strayCharacter(text)).toBeNull();
});

test("unprintable characters are reported, letters of any script are allowed", () => {
  expect(strayCharacter("a: b\r\nc: d\u0007\n")).toMatchObject({ line: 2 });
  expect(strayCharacter("-\0 \0{\0}\0")?.message).toContain("save the file in UTF-8");
  expect(strayCharacter('a: "\u007f"\n')).toMatchObject({ line: 1 });
  expect(strayCharacter("a: é 😀 中\u00a0\n")).toBeNull();
});
