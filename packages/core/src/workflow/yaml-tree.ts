import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  Scalar,
  type YAMLMap,
} from "yaml";
import { isoDateSchema } from "../time/instant.ts";
import { numberOf, plainScalar, type YamlDate, type YamlScalar } from "./yaml-scalar.ts";
import { strayCharacter } from "./yaml-text.ts";

/** A value of a YAML file with the line it stands on. */
export type YamlNode =
  | { readonly kind: "scalar"; readonly line: number; readonly value: YamlScalar }
  | { readonly kind: "list"; readonly line: number; readonly items: readonly YamlNode[] }
  | {
      readonly kind: "map";
      readonly line: number;
      readonly entries: ReadonlyMap<string, YamlNode>;
    };

/** The file is not YAML that can be read, from this line on. */
export class YamlError extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.name = "YamlError";
    this.line = line;
  }
}

const TAGS = "tag:yaml.org,2002:";

/** Reads one YAML 1.1 document as PyYAML's safe loader does: the last of duplicate keys counts,
 *  `<<` merges, tags other than the plain types are refused. Throws `YamlError`. */
export function readYaml(text: string): YamlNode {
  const stray = strayCharacter(text);
  if (stray !== null) throw new YamlError(stray.line, stray.message);
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments<Node, false>(text.replace(/^\uFEFF/, ""), {
    version: "1.1",
    schema: "failsafe",
    uniqueKeys: false,
    lineCounter,
    logLevel: "silent",
    prettyErrors: false,
  });
  const lineAt = (offset: number | undefined) => lineCounter.linePos(offset ?? 0).line || 1;
  if (!Array.isArray(documents)) return { kind: "scalar", line: 1, value: null };
  const [document, second] = documents as Document.Parsed[];
  const error = document?.errors[0] ?? second?.errors[0];
  if (error !== undefined) throw new YamlError(lineAt(error.pos[0]), error.message);
  if (second !== undefined) {
    throw new YamlError(lineAt(second.range[0]), "a workflow file is one document, without ---");
  }
  if (document?.contents == null) return { kind: "scalar", line: 1, value: null };
  return treeOf(document, document.contents, lineAt);
}

function treeOf(
  document: Document,
  root: Node,
  lineAt: (offset: number | undefined) => number,
): YamlNode {
  // An anchor is read once and shared, however often it is used.
  const read = new Map<Node, YamlNode>();
  const reading = new Set<Node>();

  function nodeOf(node: Node): YamlNode {
    const known = read.get(node);
    if (known !== undefined) return known;
    const line = lineAt(node.range?.[0]);
    if (reading.has(node)) throw new YamlError(line, "an anchor that contains itself");
    reading.add(node);
    const result = convert(node, line);
    reading.delete(node);
    read.set(node, result);
    return result;
  }

  function convert(node: Node, line: number): YamlNode {
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (target === undefined) throw new YamlError(line, `there is no anchor ${node.source}`);
      return nodeOf(target);
    }
    if (isScalar(node)) return { kind: "scalar", line, value: scalarOf(node, line) };
    refuseTag(node.tag, isMap(node) ? "map" : "seq", line);
    if (isMap(node)) return { kind: "map", line, entries: entriesOf(node as YAMLMap<Node, Node>) };
    if (isSeq(node)) return { kind: "list", line, items: node.items.map(item) };
    throw new YamlError(line, "neither a value, a list nor a mapping");
  }

  function item(value: unknown): YamlNode {
    return value === null || value === undefined ? EMPTY : nodeOf(value as Node);
  }

  function entriesOf(map: YAMLMap<Node, Node | null>): Map<string, YamlNode> {
    const own = new Map<string, YamlNode>();
    const merged = new Map<string, YamlNode>();
    for (const { key, value } of map.items) {
      if (isMergeKey(key)) {
        for (const [name, node] of mergedEntries(item(value))) merged.set(name, node);
      } else {
        const name = nodeOf(key);
        if (name.kind !== "scalar") throw new YamlError(name.line, "a key that is no single value");
        if (typeof name.value === "string") own.set(name.value, item(value));
      }
    }
    return new Map([...merged, ...own]);
  }

  return nodeOf(root);
}

const EMPTY: YamlNode = { kind: "scalar", line: 1, value: null };

function isMergeKey(key: Node): boolean {
  return isScalar(key) && key.type === Scalar.PLAIN && key.value === "<<";
}

/** In a list the first mapping that has a key gives it, so it comes last. */
function mergedEntries(node: YamlNode): [string, YamlNode][] {
  const maps = node.kind === "list" ? node.items.toReversed() : [node];
  return maps.flatMap((map) => {
    if (map.kind === "map") return [...map.entries];
    throw new YamlError(map.line, "only mappings can be merged with <<");
  });
}

function scalarOf(node: Scalar, line: number): YamlScalar {
  const text = typeof node.value === "string" ? node.value : "";
  // A lone ! says no more than none.
  const tag = node.tag === "!" ? undefined : node.tag;
  if (tag === undefined && node.type !== Scalar.PLAIN) return text;
  if (tag === undefined && (text === "=" || text === "<<")) {
    throw new YamlError(line, `${text} means something else in YAML: put it in quotes`);
  }
  if (tag === `${TAGS}str`) return text;
  if (tag === `${TAGS}null`) return null;
  const value = plainScalar(text);
  refuseImpossibleDay(value, line);
  if (tag === undefined) return value;
  if (isDate(value) && tag === `${TAGS}timestamp`) return value;
  if (Number.isInteger(value) && tag === `${TAGS}int`) return value;
  if (typeof value === "boolean" && tag === `${TAGS}bool`) return value;
  const number = typeof value === "boolean" ? null : numberOf(value);
  if (number !== null && tag === `${TAGS}float`) return number;
  throw new YamlError(line, `a tag that is not read: ${tag}`);
}

function isDate(value: YamlScalar): value is YamlDate {
  return typeof value === "object" && value !== null;
}

/** PyYAML makes a date of what looks like one, wherever it stands, and fails when it is none. */
function refuseImpossibleDay(value: YamlScalar, line: number): void {
  if (!isDate(value)) return;
  const [year = "", month = "", day = ""] = value.date.split(/[-Tt \t]/);
  const padded = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  if (year !== "0000" && isoDateSchema.safeParse(padded).success) return;
  throw new YamlError(line, `no day of the calendar: ${value.date}`);
}

function refuseTag(tag: string | undefined, own: "map" | "seq", line: number): void {
  if (tag === undefined || tag === `${TAGS}${own}`) return;
  throw new YamlError(line, `a tag that is not read: ${tag}`);
}
