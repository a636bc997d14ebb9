import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  Scalar,
  type YAMLMap,
  type YAMLParseError,
} from "yaml";
import { isoDateSchema } from "../time/instant.ts";
import {
  isPlainDecimal,
  numberOf,
  plainScalar,
  type YamlDate,
  type YamlScalar,
} from "./yaml-scalar.ts";
import { syntaxErrorText } from "./yaml-syntax-error.ts";
import { boundedTokens, NestingError, strayCharacter } from "./yaml-text.ts";

/** A value of a YAML file with its line. */
export type YamlNode =
  | {
      readonly kind: "scalar";
      readonly line: number;
      readonly value: YamlScalar;
      /** How a number is written that is not the decimal number it looks like: `010` is 8. */
      readonly written?: string;
    }
  | { readonly kind: "list"; readonly line: number; readonly items: readonly YamlNode[] }
  | YamlMap;
type YamlMap = {
  readonly kind: "map";
  readonly line: number;
  readonly entries: ReadonlyMap<string, YamlNode>;
  /** Keys that are not text, such as the 5 of `{spread: 0,5}`. */
  readonly otherKeys: readonly YamlKey[];
  /** Keys that occur again: their last value is in `entries`. */
  readonly repeatedKeys: readonly RepeatedKey[];
};
type YamlKey = { readonly line: number; readonly value: YamlScalar };
type RepeatedKey = { readonly line: number; readonly name: string };

type YamlProblem = Readonly<{ line: number; message: string }>;

/** The file cannot be read as YAML. */
export class YamlError extends Error {
  /** One or more, at most one a line, in the order of the file. */
  readonly problems: readonly YamlProblem[];
  constructor(problems: readonly YamlProblem[]) {
    super(problems.map(({ line, message }) => `line ${line}: ${message}`).join("; "));
    this.name = "YamlError";
    this.problems = problems;
  }
}

function yamlError(line: number, message: string): YamlError {
  return new YamlError([{ line, message }]);
}

/** A file with more problems is not a workflow file. */
const MAX_PROBLEMS = 100;

const TAGS = "tag:yaml.org,2002:";

/** Reads one YAML 1.1 document as PyYAML's safe loader does: the last of duplicate keys wins, `<<`
 *  merges, tags other than those of the plain types are refused. The time is linear in the size of
 *  the text, which also bounds the size of the result (`valueLimit`). Throws `YamlError`. */
export function readYaml(text: string): YamlNode {
  const stray = strayCharacter(text);
  if (stray !== null) throw new YamlError([stray]);
  const lineCounter = new LineCounter();
  const lineAt = (offset = 0) => lineCounter.linePos(offset).line || 1;
  try {
    const document = onlyDocument(plainLines(text), lineCounter, lineAt);
    if (document?.contents == null) return EMPTY;
    return treeOf(document.contents, lineAt, valueLimit(text));
  } catch (error) {
    if (error instanceof NestingError) throw yamlError(lineAt(error.offset), error.message);
    throw error;
  }
}

/** Without a byte order mark, and with one kind of line end: our parser does not know the old one of the
 *  Mac, a lone carriage return. */
function plainLines(text: string): string {
  return text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
}

const EMPTY: YamlNode = { kind: "scalar", line: 1, value: null };

type LineAt = (offset: number | undefined) => number;

function onlyDocument(
  text: string,
  lineCounter: LineCounter,
  lineAt: LineAt,
): Document.Parsed | undefined {
  const composer = new Composer({
    version: "1.1",
    uniqueKeys: false,
    lineCounter,
    logLevel: "silent",
    prettyErrors: false,
  });
  let only: Document.Parsed | undefined;
  // Stops at the second document: a file may hold very many.
  for (const document of composer.compose(boundedTokens(text, lineCounter))) {
    if (document.errors.length > 0) throw syntaxError(document.errors, text, lineCounter);
    if (only !== undefined) {
      throw yamlError(lineAt(document.range[0]), "a workflow file is one document, without ---");
    }
    only = document;
  }
  return only;
}

/** All errors of a document, without those that follow from another in their line. */
function syntaxError(
  errors: readonly YAMLParseError[],
  text: string,
  lineCounter: LineCounter,
): YamlError {
  const byLine = new Map<number, string>();
  for (const error of errors) {
    const line = lineCounter.linePos(error.pos[0]).line || 1;
    if (!byLine.has(line)) byLine.set(line, syntaxErrorText(error, text, lineCounter));
    if (byLine.size === MAX_PROBLEMS) break;
  }
  return new YamlError([...byLine].map(([line, message]) => ({ line, message })));
}

/** The most values that a file may have once its aliases and merges are expanded: linear in its size,
 *  and enough for thousands of workflows that share all but their names. */
function valueLimit(text: string): number {
  return Math.max(10_000, 2 * text.length);
}

/** The node of an anchor with its expanded number of values; `open` while it is being read. */
type Anchored = { readonly node: YamlNode; readonly values: number } | "open";

function treeOf(root: Node, lineAt: LineAt, limit: number): YamlNode {
  // An alias refers to the last anchor of its name before it. As the walk follows the order of the
  // text, the anchors so far resolve it; the library searches the whole document for each alias.
  const anchors = new Map<string, Anchored>();
  const problems: YamlProblem[] = [];
  let values = 0;
  const isBounded = (): boolean => values <= limit && problems.length < MAX_PROBLEMS;

  function nodeOf(node: Node | null | undefined): YamlNode {
    values += 1;
    if (node == null) return EMPTY;
    const line = lineAt(node.range?.[0]);
    if (isAlias(node)) return aliased(node.source, line);
    const anchor = "anchor" in node ? node.anchor : undefined;
    if (anchor === undefined) return orEmpty(problems, isBounded, () => convert(node, line));
    const before = values;
    anchors.set(anchor, "open");
    const result = orEmpty(problems, isBounded, () => convert(node, line));
    anchors.set(anchor, { node: result, values: values - before });
    return result;
  }

  function aliased(name: string, line: number): YamlNode {
    const anchored = anchors.get(name);
    if (anchored === undefined) throw yamlError(line, `there is no anchor ${name}`);
    if (anchored === "open") throw yamlError(line, "an anchor that contains itself");
    values += anchored.values;
    if (values <= limit) return anchored.node;
    throw yamlError(
      line,
      "the aliases (*) and merges (<<) up to here expand to too many values: write them out",
    );
  }

  function convert(node: Node, line: number): YamlNode {
    if (isScalar(node)) return scalarNode(node, line);
    refuseTag(node.tag, isMap(node) ? "map" : "seq", line);
    if (isMap(node)) return mapOf(node as YAMLMap<Node, Node | null>, line);
    if (isSeq<Node>(node)) return { kind: "list", line, items: node.items.map(nodeOf) };
    throw yamlError(line, "neither a value, a list nor a mapping");
  }

  function mapOf(map: YAMLMap<Node, Node | null>, line: number): YamlMap {
    const own = new Map<string, YamlNode>();
    const merged = new Map<string, YamlNode>();
    const otherKeys: YamlKey[] = [];
    const repeatedKeys: RepeatedKey[] = [];
    for (const { key, value } of map.items) {
      if (isMergeKey(key)) {
        for (const source of mergeSources(nodeOf(value))) {
          for (const [name, node] of source.entries) merged.set(name, node);
          for (const odd of source.otherKeys) otherKeys.push(odd);
          for (const odd of source.repeatedKeys) repeatedKeys.push(odd);
        }
        continue;
      }
      const { line: at, value: name } = keyOf(nodeOf(key));
      if (typeof name !== "string") otherKeys.push({ line: at, value: name });
      else if (own.has(name)) repeatedKeys.push({ line: at, name });
      const read = nodeOf(value);
      if (typeof name === "string") own.set(name, read);
    }
    return { kind: "map", line, entries: new Map([...merged, ...own]), otherKeys, repeatedKeys };
  }

  const tree = nodeOf(root);
  if (problems.length > 0) throw new YamlError(problems);
  return tree;
}

/** Notes a problem and continues with the rest of the file, so that all problems are reported. */
function orEmpty(
  problems: YamlProblem[],
  isBounded: () => boolean,
  convert: () => YamlNode,
): YamlNode {
  try {
    return convert();
  } catch (error) {
    if (!(error instanceof YamlError) || !isBounded()) throw error;
    problems.push(...error.problems);
    return EMPTY;
  }
}

function keyOf(node: YamlNode): YamlKey {
  if (node.kind === "scalar") return node;
  throw yamlError(node.line, "a key that is not a single value");
}

/** The library reads the plain key `<<` as a symbol, and in quotes as text. */
function isMergeKey(key: Node): boolean {
  return isScalar(key) && typeof key.value === "symbol";
}

/** In merge order: of a list, the first mapping that has a key wins, so it is merged last. */
function mergeSources(node: YamlNode): YamlMap[] {
  const maps = node.kind === "list" ? node.items.toReversed() : [node];
  return maps.map((map) => {
    if (map.kind === "map") return map;
    throw yamlError(map.line, "only mappings can be merged with <<");
  });
}

function scalarNode(node: Scalar, line: number): YamlNode {
  const value = scalarOf(node, line);
  const written = node.source ?? "";
  const isOdd = typeof value === "number" && Number.isFinite(value) && !isPlainDecimal(written);
  return { kind: "scalar", line, value, ...(isOdd && { written }) };
}

function scalarOf(node: Scalar, line: number): YamlScalar {
  const source = node.source ?? "";
  // A lone ! is the same as no tag.
  const tag = node.tag === "!" ? undefined : node.tag;
  if (tag === undefined && node.type !== Scalar.PLAIN) return source;
  if (tag === undefined && (source === "=" || source === "<<")) {
    throw yamlError(line, `${source} means something else in YAML: put it in quotes`);
  }
  if (tag === `${TAGS}str`) return source;
  if (tag === `${TAGS}null`) return null;
  const value = plainScalar(source, node.value);
  refuseImpossibleDay(value, line);
  if (tag === undefined) return value;
  if (isDate(value) && tag === `${TAGS}timestamp`) return value;
  if (Number.isInteger(value) && tag === `${TAGS}int`) return value;
  if (typeof value === "boolean" && tag === `${TAGS}bool`) return value;
  const number = typeof value === "boolean" ? null : numberOf(value);
  if (number !== null && tag === `${TAGS}float`) return number;
  throw yamlError(line, `an unsupported tag: ${tag}`);
}

function isDate(value: YamlScalar): value is YamlDate {
  return typeof value === "object" && value !== null;
}

/** PyYAML fails for every plain scalar that looks like a date and is not a day of the calendar. */
function refuseImpossibleDay(value: YamlScalar, line: number): void {
  if (!isDate(value)) return;
  const [year = "", month = "", day = ""] = value.date.split(/[-Tt \t]/);
  const padded = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  if (year !== "0000" && isoDateSchema.safeParse(padded).success) return;
  throw yamlError(line, `not a day of the calendar: ${value.date}`);
}

function refuseTag(tag: string | undefined, own: "map" | "seq", line: number): void {
  if (tag === undefined || tag === `${TAGS}${own}`) return;
  throw yamlError(line, `an unsupported tag: ${tag}`);
}
