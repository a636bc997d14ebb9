import { fromIsoDate, startOfDay, toIso } from "@bellwether/core/time";
import {
  type ImportedWorkflow,
  type Indicator,
  parseReferenceFile,
} from "@bellwether/core/workflow";
import { agree, isRecord } from "./agreement.ts";
import { type GoldenCase, goldenAnswer } from "./golden.ts";
import { judge, type Outcome } from "./outcome.ts";

const DECISION = "0103-workflow-files-are-checked-at-import";

export function judgeLoader({
  cases,
}: {
  readonly cases: readonly (GoldenCase & { readonly yaml: string })[];
}): Outcome[] {
  return cases.map((golden) => {
    const { workflows, errors } = parseReferenceFile(golden.yaml, "all");
    const answer = goldenAnswer(golden);
    const expected = isRecord(answer) ? answer : {};
    if (errors.length > 0) {
      const message = errors
        .map(({ line, workflow, field, reason }) => `line ${line}, ${workflow}: ${field} ${reason}`)
        .join("; ");
      const isStricter = errors.every((error) => error.kind === "domain");
      const refused = { error: { type: "ImportError", message } };
      return judge(golden, refused, "error" in expected, isStricter ? DECISION : undefined);
    }
    const actual = { workflows: workflows.map(normalised) };
    if (agree(actual, expected)) return judge(golden, actual, true);
    if ("error" in expected) return judge(golden, actual, false);
    const loaded = listOf(expected["workflows"]);
    const asDecided = {
      workflows: loaded.map((workflow, index) => withDecisions(workflow, actual.workflows[index])),
    };
    return judge(golden, actual, false, agree(actual, asDecided) ? DECISION : undefined);
  });
}

/** A workflow in the format of the golden files. */
function normalised({ id, foreign_id, draft }: ImportedWorkflow) {
  const { name, index, cfd, end_date, enable, dry_run, is_us, conditions, trigger } = draft;
  return {
    name,
    index,
    cfd,
    end_date,
    enable,
    dry_run,
    is_us,
    id: id ?? foreign_id,
    conditions: conditions.map(({ indicator, close, element }) => ({
      indicator: normalisedIndicator(indicator),
      close,
      element,
    })),
    trigger: {
      ut: trigger.ut,
      signal: trigger.signal,
      location: trigger.location,
      order_direction: trigger.order_direction === "buy" ? "Buy" : "Sell",
      quantity: trigger.quantity,
    },
  };
}

function normalisedIndicator(indicator: Indicator) {
  return {
    name: indicator.name,
    ut: indicator.ut,
    value: "value" in indicator ? indicator.value : null,
    zone_value: "zone_value" in indicator ? indicator.zone_value : null,
    ...("x1" in indicator
      ? { x1: normalisedPoint(indicator.x1), x2: normalisedPoint(indicator.x2) }
      : {}),
  };
}

function normalisedPoint({ x, y }: { readonly x: string; readonly y: number }) {
  return { x: toIso(startOfDay(fromIsoDate(x))), y };
}

/** What the reference loads, with the changes of our decision: ids that are not text are
 *  dropped, UUIDs are lower-cased, and levels that an indicator does not read and spaces around
 *  names are dropped. */
function withDecisions(
  workflow: unknown,
  ours: Readonly<{ id: string | null }> | undefined,
): unknown {
  if (!isRecord(workflow)) return workflow;
  return {
    ...workflow,
    id: idAsDecided(workflow["id"], ours?.id ?? null),
    name: trimmed(workflow["name"]),
    index: trimmed(workflow["index"]),
    cfd: trimmed(workflow["cfd"]),
    conditions: listOf(workflow["conditions"]).map((condition) =>
      isRecord(condition)
        ? { ...condition, indicator: withoutUnusedLevels(condition["indicator"]) }
        : condition,
    ),
  };
}

function idAsDecided(id: unknown, ours: string | null): unknown {
  if (ours === null) return null;
  return typeof id === "string" && id.toLowerCase() === ours ? ours : id;
}

function trimmed(value: unknown): unknown {
  return typeof value === "string" ? value.trim() : value;
}

function withoutUnusedLevels(indicator: unknown): unknown {
  if (!isRecord(indicator)) return indicator;
  const { name } = indicator;
  return {
    ...indicator,
    value: name === "polarite" || name === "zone" ? indicator["value"] : null,
    zone_value: name === "zone" ? indicator["zone_value"] : null,
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
