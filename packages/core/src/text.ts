import * as z from "zod";

/** Characters that have no place in a name, a log line or a line on a screen: control characters and
 *  line ends, overrides of the writing direction, half surrogate pairs, and U+FFFD, which a decoder
 *  leaves where it lost a character. */
export const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\uFFFD-\uFFFF]/u;

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
  const character = UNPRINTABLE.exec(text)?.[0] ?? "";
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `holds the character U+${code}, which cannot be shown on one line`;
}
