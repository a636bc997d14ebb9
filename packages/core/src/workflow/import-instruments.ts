import { onOneLine } from "../text.ts";
import type { ImportError } from "./import-error.ts";
import { nameFor, namesInstrument } from "./name-template.ts";
import type { YamlNode } from "./yaml-tree.ts";

type YamlMap = Extract<YamlNode, { kind: "map" }>;

/** As many as the list of a large exchange. */
const MAX_INSTRUMENTS = 500;
const OWN_FIELDS = ["index", "cfd", "is_us"] as const;
const FORM = "a code, or {index: DAX.I, cfd: GER40.I}";

type Entries =
  | { readonly kind: "entries"; readonly entries: readonly YamlNode[] }
  | { readonly kind: "error"; readonly error: ImportError };

/** The workflows that one entry of a file makes: itself, or with `instruments` one for each of them,
 *  whose name comes from a template. A code alone is both index and CFD; `is_us` may be given for
 *  each. The workflows are independent afterwards, and an export writes each of them. */
export function entriesOf(entry: YamlNode): Entries {
  if (entry.kind !== "map") return { kind: "entries", entries: [entry] };
  const { instruments, name, ...others } = Object.fromEntries(entry.entries);
  if (instruments === undefined) return { kind: "entries", entries: [entry] };
  const template = name?.kind === "scalar" && typeof name.value === "string" ? name.value : null;
  const refuse = (node: YamlNode, field: string, reason: string): Entries => {
    const workflow = template === null ? null : onOneLine(template);
    return { kind: "error", error: { line: node.line, workflow, field, reason, kind: "domain" } };
  };
  if (instruments.kind !== "list" || instruments.items.length === 0) {
    return refuse(instruments, "instruments", `must be a list; each item is ${FORM}`);
  }
  const { items } = instruments;
  if (items.length > MAX_INSTRUMENTS) {
    return refuse(instruments, "instruments", `are more than ${MAX_INSTRUMENTS}`);
  }
  const other = ["id", "index", "cfd"].find((key) => others[key] !== undefined);
  if (other !== undefined) {
    return refuse(others[other] ?? entry, other, "cannot be used with instruments: leave it out");
  }
  if (name === undefined || template === null) {
    return refuse(name ?? entry, "name", "is missing: it names the workflow of each instrument");
  }
  if (!namesInstrument(template)) {
    const reason = 'must hold {index} or {cfd} beside instruments, as in "{index} under MA50"';
    return refuse(name, "name", reason);
  }
  const entries: YamlNode[] = [];
  for (const [nth, item] of items.entries()) {
    const fields = fieldsOf(item);
    if (fields === null) return refuse(item, `instruments[${nth}]`, `must be ${FORM}`);
    const value = nameFor(template, textsOf(fields));
    const own = { ...fields, name: { kind: "scalar", line: name.line, value } as const };
    entries.push({ ...entry, entries: new Map(Object.entries({ ...others, ...own })) });
  }
  return { kind: "entries", entries };
}

type OwnFields = Readonly<Record<"index" | "cfd", YamlNode> & { is_us?: YamlNode }>;

/** Null for what is neither a code nor a mapping of the two codes. */
function fieldsOf(item: YamlNode): OwnFields | null {
  if (item.kind === "scalar") {
    return typeof item.value === "string" ? { index: item, cfd: item } : null;
  }
  return item.kind === "map" ? ownFields(item) : null;
}

function ownFields({ entries, otherKeys }: YamlMap): OwnFields | null {
  const isKnown = [...entries.keys()].every((key) => OWN_FIELDS.some((own) => own === key));
  const [index, cfd, is_us] = OWN_FIELDS.map((key) => entries.get(key));
  if (!isKnown || otherKeys.length > 0 || index === undefined || cfd === undefined) return null;
  return { index, cfd, ...(is_us !== undefined && { is_us }) };
}

/** A code that is not text is refused when the workflow is read. */
function textsOf({ index, cfd }: OwnFields): { index: string; cfd: string } {
  return { index: textOf(index), cfd: textOf(cfd) };
}

function textOf(node: YamlNode): string {
  return node.kind === "scalar" && typeof node.value === "string" ? node.value : "";
}
