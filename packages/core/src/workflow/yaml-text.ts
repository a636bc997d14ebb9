import { CST, Lexer, type LineCounter, Parser } from "yaml";

/** Characters that PyYAML accepts only as escapes in double quotes. */
const UNPRINTABLE = /[^\t\n\r\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** The first character that PyYAML refuses and our parser does not: an unprintable one, or a tab
 *  outside quotes, block scalars and comments. Null if there is none. */
export function strayCharacter(text: string): { line: number; message: string } | null {
  const unprintable = UNPRINTABLE.exec(text);
  if (unprintable !== null) {
    const line = text.slice(0, unprintable.index).split(/\r\n|\r|\n/).length;
    const message =
      unprintable[0] === "\0"
        ? "a NUL character, as in UTF-16: save the file in UTF-8"
        : "a character that cannot be printed: escape it in double quotes";
    return { line, message };
  }
  const line = text.includes("\t") ? lineOfStrayTab(text) : null;
  return line === null ? null : { line, message: "a tab: YAML requires spaces" };
}

/** More errors than a workflow file has. */
const MAX_ERROR_TOKENS = 100;
/** A workflow file nests seven values. */
const MAX_DEPTH = 100;

/** A value is nested too deeply. What reads it further recurses into each level: near the end of the stack
 *  the engine may end the whole process instead of throwing. */
export class NestingError extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super("values are nested too deeply");
    this.name = "NestingError";
    this.offset = offset;
  }
}

/** Parses a text up to its hundredth piece that has no place in YAML: the parser would keep each of a
 *  million brackets. Throws `NestingError`. */
export function* boundedTokens(text: string, lineCounter: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lineCounter.addNewLine);
  lineCounter.addNewLine(0);
  let errors = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      yield token;
      if (token.type === "error") errors += 1;
      if (errors === MAX_ERROR_TOKENS) return;
    }
    if (parser.stack.length > MAX_DEPTH) throw new NestingError(parser.offset);
  }
  yield* parser.end();
}

function lineOfStrayTab(text: string): number | null {
  let line = 1;
  let inBlock = false;
  let textFollows = false;
  for (const token of new Lexer().lex(text)) {
    const type: CST.TokenType | null = textFollows ? null : CST.tokenType(token);
    const isPlainText = textFollows && !inBlock;
    if ((isPlainText || type === "space") && token.includes("\t")) return line;
    inBlock = type === "block-scalar-header" || (inBlock && !textFollows);
    // The lexer marks a plain or block scalar by a token before its text.
    textFollows = type === "scalar";
    line += token.split("\n").length - 1;
  }
  return null;
}
