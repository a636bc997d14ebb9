import type { ErrorCode, LineCounter, YAMLParseError } from "yaml";
import { onOneLine } from "../text.ts";

const INDENTATION = "the indentation does not match the lines above";
const TEXT_AFTER_VALUE = "text after the end of a value: put the whole value in quotes";

/** What the parser's error codes mean for a trader. A code with several causes is listed once for each,
 *  with a part of the parser's message. */
const WORDS: readonly (readonly [code: ErrorCode, message: RegExp | null, words: string])[] = [
  [
    "BLOCK_AS_IMPLICIT_KEY",
    /^Nested mappings/,
    "a second colon in the line: put the value in quotes",
  ],
  ["BLOCK_AS_IMPLICIT_KEY", null, "a list where the name of a field should be"],
  ["BLOCK_IN_FLOW", null, "a line of its own within brackets: close the bracket first"],
  ["BAD_INDENT", /and end with a/, "a bracket that is not closed"],
  ["BAD_INDENT", null, INDENTATION],
  ["TAB_AS_INDENT", null, "a tab: YAML requires spaces"],
  ["MISSING_CHAR", /and end with a/, "a bracket that is not closed"],
  ["MISSING_CHAR", /^Missing closing/, "a quote that is not closed"],
  ["MISSING_CHAR", /^Sequence item/, INDENTATION],
  ["MISSING_CHAR", /^Implicit map keys/, "a field without a colon and a value"],
  ["MISSING_CHAR", /^Comments must/, "a # directly after other text: put a space before it"],
  ["MISSING_CHAR", /^Missing space after :/, "a colon without a space after it"],
  ["MISSING_CHAR", /^Missing , /, "a comma is missing before this"],
  ["MISSING_CHAR", /directives-end/, "a line that begins with %: put its value in quotes"],
  ["MULTILINE_IMPLICIT_KEY", null, "the name of a field without a colon after it"],
  ["KEY_OVER_1024_CHARS", null, "the name of a field has more than 1,024 characters"],
  ["BAD_SCALAR_START", null, "a value that begins with a special character: put it in quotes"],
  ["BAD_DQ_ESCAPE", null, "an unknown escape in double quotes: use single quotes"],
  ["BAD_ALIAS", /cannot be/, "a * or & without a name: put the value in quotes"],
  ["BAD_ALIAS", null, "a * or & whose name ends in a colon: put a space before the colon"],
  ["ALIAS_PROPS", null, "an alias (*) with an anchor (&) or a tag (!)"],
  ["MULTIPLE_ANCHORS", null, "two anchors (&) on one value"],
  ["MULTIPLE_TAGS", null, "two tags (!) on one value: put a value that begins with ! in quotes"],
  ["BAD_PROP_ORDER", null, "an anchor (&) or a tag (!) before the -, ? or : that it should follow"],
  ["TAG_RESOLVE_FAILED", null, "an unsupported tag (!): put a value that begins with ! in quotes"],
  ["BAD_COLLECTION_TYPE", null, "a tag (!) that does not fit its list or mapping"],
  ["BAD_DIRECTIVE", null, "a line that begins with %: put its value in quotes"],
  ["MULTIPLE_DOCS", null, "a workflow file is one document, without ---"],
  ["RESOURCE_EXHAUSTION", null, "values are nested too deeply"],
  ["UNEXPECTED_TOKEN", /^Unexpected (?:,|empty item) in/, "a comma without a value before it"],
  ["UNEXPECTED_TOKEN", /same line with key/, "a list on the line of its field: begin it below"],
  ["UNEXPECTED_TOKEN", /flow-(?:seq|map|error)-end/, "a closing bracket without an opening one"],
  ["UNEXPECTED_TOKEN", /^Unexpected scalar| at node end$|^Not a YAML token/, TEXT_AFTER_VALUE],
  ["UNEXPECTED_TOKEN", / in YAML (?:stream|document)/, INDENTATION],
  ["UNEXPECTED_TOKEN", /^Block scalar header/, "text after a | or >: begin it in the next line"],
  ["UNEXPECTED_TOKEN", null, "text that has no place here: put the whole value in quotes"],
  ["IMPOSSIBLE", null, "a value that begins with a special character: put it in quotes"],
];

/** Says what is wrong, at which column (from 1), and shows the line. A mistake without words here keeps
 *  the parser's message. */
export function syntaxErrorText(
  { code, message, pos: [offset] }: YAMLParseError,
  text: string,
  lines: LineCounter,
): string {
  const words = WORDS.find(
    ([each, pattern]) => each === code && (pattern === null || pattern.test(message)),
  )?.[2];
  const { line, col } = lines.linePos(offset);
  const start = lines.lineStarts[line - 1] ?? 0;
  const end = lines.lineStarts[line] ?? text.length;
  const whole = text.slice(start, end).trimEnd();
  const shown = excerpt(whole, col);
  const place = shown === "" ? "" : `, at column ${Math.max(1, col)} of ${shown}`;
  return `${inContext(words ?? message, whole, col)}${place}`;
}

/** Wrong indentation makes the parser report other mistakes, at the start of a line or in the line
 *  above it. */
function inContext(words: string, line: string, col: number): string {
  if (words === TEXT_AFTER_VALUE && line.slice(0, col - 1).trim() === "") return INDENTATION;
  const isNested = words.startsWith("a second colon") && !/:(?:\s|$)/.test(line.slice(col - 1));
  return isNested ? "the line below is indented further than this one" : words;
}

/** The longest part of a line that a message repeats, in characters. */
const MAX_SHOWN = 60;

/** The line without its indentation, in backquotes; of a long one the part around the column. */
function excerpt(line: string, col: number): string {
  const from = line.length <= MAX_SHOWN ? 0 : Math.max(0, col - 1 - MAX_SHOWN / 2);
  const part = onOneLine(line.slice(from, from + MAX_SHOWN)).trim();
  if (part === "") return "";
  return `\`${from > 0 ? "..." : ""}${part}${from + MAX_SHOWN < line.length ? "..." : ""}\``;
}
