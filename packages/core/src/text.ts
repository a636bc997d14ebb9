import * as z from "zod";

/** Characters that have no place in a name, a log line or a line on a screen: control characters and
 *  line ends, overrides of the writing direction, half surrogate pairs, and U+FFFD, which a decoder
 *  leaves where it lost a character. */
export const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\uFFFD-\uFFFF]/u;

const UNPRINTABLE_RUN = new RegExp(`${UNPRINTABLE.source}+`, "gu");

/** Text in a message or on a screen: what cannot be shown on one line becomes a space. */
export function onOneLine(text: string): string {
  return text.replaceAll(UNPRINTABLE_RUN, " ");
}

/** `1 workflow`, `2 workflows`: for nouns with a regular plural. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** One line of text that a person writes, without surrounding spaces: what every boundary takes for a
 *  name or a code. `max` is in UTF-16 units. */
export function lineSchema(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !UNPRINTABLE.test(text), { error: ({ input }) => reason(String(input)) });
}

function reason(text: string): string {
  return `holds the character ${codePointOf(UNPRINTABLE, text)}, which cannot be shown on one line`;
}

/** Characters that take no space, such as U+200B, which web pages put into text that is copied. */
export const INVISIBLE = /\p{Cf}/u;

/** A code as a market writes it: with a character that cannot be seen it would be another code. */
export function codeSchema(max: number) {
  return lineSchema(max).refine((code) => !INVISIBLE.test(code), {
    error: ({ input }) =>
      `holds the invisible character ${codePointOf(INVISIBLE, String(input))}: type it again`,
  });
}

/** The first character that matches, as `U+200B`. */
function codePointOf(characters: RegExp, text: string): string {
  const code = characters.exec(text)?.[0]?.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

export type DecodedText =
  | { readonly kind: "text"; readonly text: string }
  /** The first line, from 1, with bytes that are not UTF-8. */
  | { readonly kind: "not-utf8"; readonly line: number };

/** Reads bytes as UTF-8, and never puts U+FFFD in the place of what it cannot read: a name that lost
 *  a letter would be another name. */
export function decodeUtf8(bytes: Uint8Array): DecodedText {
  try {
    return { kind: "text", text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { kind: "not-utf8", line: lineOfFault(bytes) };
  }
}

const LINE_END = 0x0a;

/** A line end is never part of another character of UTF-8, so each line can be read by itself. */
function lineOfFault(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let line = 1, from = 0; ; line += 1) {
    const end = bytes.indexOf(LINE_END, from);
    try {
      decoder.decode(bytes.subarray(from, end === -1 ? bytes.length : end));
    } catch {
      return line;
    }
    if (end === -1) return line;
    from = end + 1;
  }
}
