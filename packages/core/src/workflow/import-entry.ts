import * as z from "zod";
import { UNIT_TIMES } from "../market/unit-time.ts";
import { onOneLine } from "../text.ts";
import { fieldProblem } from "./field-problem.ts";
import { readDate, readEndDate } from "./import-date.ts";
import type { ImportError } from "./import-error.ts";
import { type FieldReader, fieldReader, type Place, pathOf } from "./import-field.ts";
import { unknownFields } from "./import-unknown-field.ts";
import { INDICATOR_NAMES } from "./indicator.ts";
import type { Finding } from "./review.ts";
import { type WorkflowDraft, workflowDraftSchema } from "./workflow.ts";
import type { YamlNode } from "./yaml-tree.ts";

/** One workflow of a file. `id` is the file's if it is a UUID, else null: the import then creates one.
 *  `foreign_id` is an id of the file that is not a UUID. */
export type ImportedWorkflow = Readonly<{
  line: number;
  id: string | null;
  foreign_id: string | null;
  draft: WorkflowDraft;
}>;

export type EntryResult =
  | {
      readonly kind: "workflow";
      readonly workflow: ImportedWorkflow;
      readonly warnings: readonly ImportError[];
    }
  | { readonly kind: "errors"; readonly errors: readonly ImportError[] };

/** Which conditions of a workflow count that has several and does not say how they combine. The
 *  reference used the first and ignored the others. */
export type ConditionChoice = "first" | "all";

export type EntryRules = Readonly<{
  /** Checks a draft that is well formed. */
  review: (draft: WorkflowDraft) => readonly Finding[];
  /** Undefined without a choice: such a workflow is then rejected, never guessed. */
  conditions: ConditionChoice | undefined;
}>;

/** Reads the nth (from 1) workflow of a file: first its fields, as the reference's loader does, then
 *  the draft's schema on all that could be read, so that every mistake is reported at once. */
export function readWorkflow(node: YamlNode, nth: number, rules: EntryRules): EntryResult {
  const reader = fieldReader();
  const root: Place = { node, path: "" };
  const { left, ...fields } = readFields(reader, root, rules);
  for (const { place, reason } of unknownFields(node)) reader.domain(place, reason);
  const parsed = workflowDraftSchema.safeParse(fields, { error: fieldProblem });
  const unread = reader.problems.map(({ field }) => field);
  for (const issue of parsed.error?.issues ?? []) {
    const place = placeOf(node, issue.path);
    // The schema reports a field that could not be read as missing, or the object it belongs to.
    const isKnown = unread.some(
      (field) =>
        isWithin(place.path, field) ||
        (issue.code === "invalid_type" && isWithin(field, place.path)),
    );
    if (!isKnown) reader.domain(place, issue.message);
  }
  const findings = [...left, ...(parsed.success ? rules.review(parsed.data) : [])];
  for (const { kind, path, reason } of findings) {
    if (kind === "never") reader.domain(placeOf(node, path), reason);
  }
  const name = typeof fields.name === "string" ? onOneLine(fields.name) : `#${nth}`;
  if (parsed.success && reader.problems.length === 0) {
    const workflow = { line: node.line, ...idsOf(reader, root), draft: parsed.data };
    const warnings = findings.map(({ path, reason }): ImportError => {
      const place = placeOf(node, path);
      return { line: place.node.line, workflow: name, field: place.path, reason, kind: "domain" };
    });
    return { kind: "workflow", workflow, warnings };
  }
  const errors = reader.problems.toSorted((a, b) => a.line - b.line);
  return { kind: "errors", errors: errors.map((each) => ({ ...each, workflow: name })) };
}

/** Whether a path is `outer` or lies below it. */
function isWithin(path: string, outer: string): boolean {
  return (
    outer === "" ||
    path === outer ||
    (/^[.[]/.test(path.slice(outer.length)) && path.startsWith(outer))
  );
}

type Fields = {
  name: string | undefined;
  /** A finding about conditions that are, or may be, left out. */
  left: readonly Finding[];
} & Record<string, unknown>;

function readFields(reader: FieldReader, root: Place, rules: EntryRules): Fields {
  if (root.node.kind !== "map") {
    reader.format(root, "is not a mapping of fields");
    return { name: undefined, left: [] };
  }
  const { entries } = root.node;
  const need = <Value>(key: string, read: (place: Place) => Value) => {
    const place = reader.required(root, key);
    return place === undefined ? undefined : read(place);
  };
  const given = (key: string, read: (place: Place) => unknown) =>
    entries.has(key) ? need(key, read) : undefined;
  const name = need("name", reader.text);
  const { conditions, left } = readConditions(reader, root, rules.conditions);
  const trigger = reader.optional(root, "trigger");
  return {
    name,
    left,
    index: need("index", reader.text),
    cfd: need("cfd", reader.text),
    end_date: given("end_date", (place) => readEndDate(reader, place)) ?? null,
    enable: need("enable", reader.flag),
    dry_run: given("dry_run", reader.flag) ?? false,
    is_us: given("is_us", reader.flag) ?? false,
    conditions:
      rules.conditions === "first" && left.length > 0 ? conditions?.slice(0, 1) : conditions,
    match: given("match", (place) => reader.word(place, ["all", "any"])),
    trigger:
      trigger === null
        ? defaultTrigger(conditions?.at(-1)?.close?.direction)
        : readTrigger(reader, trigger),
    repeat: given("repeat", reader.text) ?? "every_run",
    announce: given("announce", reader.text),
    notify: given("notify", (place) => readChannels(reader, place)),
    tags: given("tags", (place) => reader.items(place)?.map((item) => reader.text(item))),
  };
}

/** The conditions that the file has, all of them read: the default trigger follows the last one, as in
 *  the reference, also where only the first is used. */
function readConditions(
  reader: FieldReader,
  root: Place,
  choice: ConditionChoice | undefined,
): { conditions: ReturnType<typeof readCondition>[] | undefined; left: readonly Finding[] } {
  const place = reader.required(root, "conditions");
  const items = place === undefined ? undefined : reader.items(place);
  const conditions = items?.map((item) => readCondition(reader, item));
  const isCombined = root.node.kind === "map" && root.node.entries.has("match");
  const count = items?.length ?? 0;
  if (count < 2 || isCombined || choice === "all") return { conditions, left: [] };
  const path = ["conditions"];
  if (choice === "first") {
    const reason = `are ${count}: only the first is imported, as chosen`;
    return { conditions, left: [{ kind: "hardly", path, reason }] };
  }
  const reason =
    `are ${count}, and the file does not say how they combine: write match: all (or any) beside ` +
    "them, or choose at the import: first (the reference used that alone) or all";
  return { conditions, left: [{ kind: "never", path, reason }] };
}

/** A list of names; nothing stands for every channel. */
function readChannels(reader: FieldReader, place: Place) {
  const { node } = place;
  if (node.kind === "scalar" && node.value === null) return null;
  return reader.items(place)?.map((item) => reader.text(item));
}

function readCondition(reader: FieldReader, place: Place) {
  const indicator = reader.required(place, "indicator");
  const close = reader.required(place, "close");
  const element = reader.optional(place, "element");
  return {
    indicator: indicator === undefined ? undefined : readIndicator(reader, indicator),
    close: close === undefined ? undefined : readClose(reader, close),
    element: element === null ? null : reader.word(element, ["close", "high", "low"]),
  };
}

function readIndicator(reader: FieldReader, place: Place) {
  const given = reader.required(place, "name");
  const unit = reader.required(place, "ut");
  if (given === undefined || unit === undefined) return undefined;
  const name = reader.word(given, INDICATOR_NAMES);
  const ut = reader.word(unit, UNIT_TIMES);
  if (name === "inclined") {
    if (reader.scalar(given) !== "inclined") {
      return reader.domain(given, "must be written inclined, otherwise its points are ignored");
    }
    const x1 = readPoint(reader, place, "x1");
    const x2 = readPoint(reader, place, "x2");
    if (x1 !== undefined && x1.x !== undefined && x1.x === x2?.x) {
      reader.format(place, "x1 and x2 are the same day, so they define no line");
    }
    return { name, ut, x1, x2 };
  }
  const level = (key: "value" | "zone_value", needed: boolean) => {
    const found = reader.optional(place, key);
    if (found !== null) return reader.number(found);
    if (!needed) return undefined;
    return reader.domain(
      { ...place, path: pathOf(place.path, key) },
      `is missing: ${name} needs it`,
    );
  };
  return {
    name,
    ut,
    value: level("value", name === "polarite" || name === "zone"),
    zone_value: level("zone_value", name === "zone"),
  };
}

function readPoint(reader: FieldReader, indicator: Place, key: "x1" | "x2") {
  const point = reader.required(indicator, key);
  if (point === undefined) return undefined;
  const x = reader.required(point, "x");
  const y = reader.required(point, "y");
  return {
    x: x === undefined ? undefined : readDate(reader, x, "-"),
    y: y === undefined ? undefined : reader.number(y),
  };
}

function readClose(reader: FieldReader, place: Place) {
  const direction = reader.required(place, "direction");
  const ut = reader.required(place, "ut");
  const hasSpread = place.node.kind === "map" && place.node.entries.has("spread");
  const spread = hasSpread ? reader.required(place, "spread") : undefined;
  return {
    direction: direction === undefined ? undefined : reader.word(direction, ["above", "below"]),
    ut: ut === undefined ? undefined : reader.word(ut, UNIT_TIMES),
    spread: spread === undefined ? 0 : reader.number(spread),
  };
}

function readTrigger(reader: FieldReader, place: Place) {
  const word = <Word extends string>(key: string, words: readonly Word[]) => {
    const found = reader.required(place, key);
    return found === undefined ? undefined : reader.word(found, words);
  };
  const quantity = reader.required(place, "quantity");
  const offset = reader.optional(place, "offset");
  return {
    ut: word("ut", UNIT_TIMES),
    signal: word("signal", ["breakout"]),
    location: word("location", ["higher", "lower"]),
    order_direction: word("order_direction", ["buy", "sell"]),
    quantity: quantity === undefined ? undefined : reader.number(quantity),
    offset: offset === null ? undefined : reader.number(offset),
  };
}

/** The trigger of a file without one: sell a break below or buy a break above, 0.1 units, on h1. */
function defaultTrigger(direction: "above" | "below" | undefined) {
  const below = direction === "below";
  return {
    ut: "h1",
    signal: "breakout",
    location: below ? "lower" : "higher",
    order_direction: below ? "sell" : "buy",
    quantity: 0.1,
  };
}

function idsOf(reader: FieldReader, root: Place): Pick<ImportedWorkflow, "id" | "foreign_id"> {
  const place = reader.optional(root, "id");
  const given = place?.node.kind === "scalar" ? place.node.value : null;
  const parsed = z.uuid().safeParse(given);
  if (parsed.success) return { id: parsed.data.toLowerCase(), foreign_id: null };
  return { id: null, foreign_id: typeof given === "string" ? given : null };
}

/** The node at a path of the schema, or the nearest one above it that the file has. */
function placeOf(root: YamlNode, path: readonly PropertyKey[]): Place {
  let node = root;
  let text = "";
  for (const key of path) {
    text = typeof key === "number" ? `${text}[${key}]` : pathOf(text, String(key));
    const next: YamlNode | undefined =
      node.kind === "map"
        ? node.entries.get(String(key))
        : node.kind === "list"
          ? node.items[Number(key)]
          : undefined;
    node = next ?? node;
  }
  return { node, path: text };
}
