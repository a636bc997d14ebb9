import { stripVTControlCharacters } from "node:util";
import { onOneLine, UNPRINTABLE } from "@bellwether/core/text";

const EACH = new RegExp(UNPRINTABLE.source, "gu");

/** Text as one line of a screen. Names and answers come from outside: control sequences among them
 *  would be executed, and a line end would start a forged line. Each becomes a space. */
export function printable(text: string): string {
  return onOneLine(stripVTControlCharacters(text));
}

/** The lines of a text that the program wrote itself, each made printable. */
export function printableLines(text: string): string[] {
  return text.split("\n").map(printable);
}

/** A value as JSON without characters that a screen would obey. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(EACH, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
