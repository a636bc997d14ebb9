import { stripVTControlCharacters } from "node:util";

/** Text as a screen may safely show it: names come from outside, and a control sequence among them
 *  would be obeyed. Tabs and line ends become spaces. */
export function legible(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\p{Cc}+/gu, " ");
}
