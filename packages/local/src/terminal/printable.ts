import { stripVTControlCharacters } from "node:util";
import { onOneLine, UNPRINTABLE } from "@bellwether/core/text";

const EACH = new RegExp(UNPRINTABLE.source, "gu");

/** Text as one line of a screen. Names and answers come from outside: control sequences among them
 *  would be obeyed, and a line end would begin a line of their own. Each becomes a space. */
export function printable(text: string): string {
  return onOneLine(stripVTControlCharacters(text));
}

/** Text of ours that has lines, each of them printable. */
export function printableLines(text: string): string[] {
  return text.split("\n").map(printable);
}

/** A value as JSON that a screen can show as well as a program can read. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(EACH, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
