import { INDICATOR_NAMES } from "@bellwether/core/workflow";
import { describe, expect, it } from "vitest";
import { BLANK_CONDITION, type ConditionValues, fieldsOf } from "./condition-values.ts";
import { BLANK, copyOf, type FormValues, fieldOf, formOf, readForm } from "./form-values.ts";

const CONDITION: ConditionValues = {
  ...BLANK_CONDITION,
  value: "7 512,5",
  zone_value: "7600",
  x1_day: "2026-01-05",
  x1_price: "7400",
  x2_day: "2026-02-05",
  x2_price: "7500.25",
  spread: "40",
};

type Change = Partial<Omit<FormValues, "conditions"> & ConditionValues>;

/** The form of one condition, with some of its values or of the workflow's changed. */
function filled(change: Change = {}): FormValues {
  const own = new Set(Object.keys(BLANK_CONDITION));
  const [inCondition, others] = [true, false].map((isOwn) =>
    Object.fromEntries(Object.entries(change).filter(([name]) => own.has(name) === isOwn)),
  );
  return {
    ...BLANK,
    name: "CAC back under",
    index: "CAC40.I",
    cfd: "FRA40.I",
    conditions: [{ ...CONDITION, ...inCondition }],
    ...others,
  };
}

const FILLED = filled();

function errorsOf(change: Change) {
  const read = readForm(filled(change));
  return read.kind === "invalid" ? read.errors : {};
}

describe("the form", () => {
  it("makes a dry run by default", () => {
    expect(BLANK.dry_run).toBe(true);
    expect(copyOf({ ...draftOf(FILLED), dry_run: false }).dry_run).toBe(true);
  });

  it.each(INDICATOR_NAMES)("writes %s with the fields that it needs and no others", (indicator) => {
    const draft = draftOf(filled({ indicator }));
    const fields = Object.keys(draft.conditions[0].indicator).sort();
    const extra = {
      polarite: ["value"],
      zone: ["value", "zone_value"],
      inclined: ["x1", "x2"],
    } as const;
    const own = indicator in extra ? extra[indicator as keyof typeof extra] : [];
    expect(fields).toEqual(["name", "ut", ...own]);
  });

  it.each(INDICATOR_NAMES)("restores a stored %s unchanged", (indicator) => {
    const draft = draftOf(filled({ indicator, end_date: "2026-05-01", element: "close" }));
    expect(draftOf(formOf(draft))).toEqual(draft);
  });

  it("restores every condition of a stored workflow and how they combine", () => {
    const other: ConditionValues = { ...CONDITION, indicator: "zone", direction: "above" };
    const draft = draftOf({ ...FILLED, conditions: [CONDITION, other], match: "any" });
    expect(draft).toMatchObject({
      match: "any",
      conditions: [{}, { indicator: { name: "zone" } }],
    });
    expect(draftOf(formOf(draft))).toEqual(draft);
  });

  it("reports an error at its condition", () => {
    const wrong = { ...CONDITION, spread: "wide" };
    expect(readForm({ ...FILLED, conditions: [CONDITION, wrong] })).toMatchObject({
      errors: { "conditions.1.spread": expect.stringContaining("not a number") },
    });
  });

  it("restores a stored number of three decimals unchanged", () => {
    const draft = draftOf(filled({ spread: "1.1250" }));
    expect(draft.conditions[0].close.spread).toBe(1.125);
    expect(draftOf(formOf(draft))).toEqual(draft);
  });

  it("rejects a workflow that can never signal at its field, and warns about one that hardly will", () => {
    expect(errorsOf({ location: "higher" })).toEqual({
      location: "a condition that looks below needs a trigger that is lower",
    });
    expect(errorsOf({ indicator_ut: "5m", close_ut: "monthly" })).toMatchObject({
      "conditions.0.indicator_ut": expect.stringContaining("no candles of 5m"),
      "conditions.0.close_ut": expect.stringContaining("no candles of monthly"),
    });
    expect(readForm(filled({ spread: "0" }))).toMatchObject({
      kind: "valid",
      warnings: { "conditions.0.spread": expect.stringContaining("is 0") },
    });
  });

  it("writes a very small number without an exponent", () => {
    const draft = draftOf(filled({ spread: "0.00000012", offset: "0,0000001" }));
    expect(formOf(draft)).toMatchObject({
      conditions: [{ spread: "0.00000012" }],
      offset: "0.0000001",
    });
    expect(draftOf(formOf(draft))).toEqual(draft);
  });

  it("reports each error at its field", () => {
    expect(errorsOf({ name: "  " })).toEqual({ name: "This field is required" });
    expect(errorsOf({ name: "x".repeat(201) })).toEqual({ name: "At most 200 characters" });
    expect(errorsOf({ quantity: "-1" })).toEqual({ quantity: "At least 0" });
    expect(errorsOf({ offset: "-1" })).toEqual({ offset: "At least 0" });
    expect(errorsOf({ spread: "wide" })).toEqual({
      "conditions.0.spread": "This is not a number or is ambiguous: write it like 22400.5",
    });
    expect(errorsOf({ indicator: "polarite", value: "" })).toEqual({
      "conditions.0.value": "Enter a number",
    });
    expect(errorsOf({ indicator: "inclined", x2_day: "" })).toEqual({
      "conditions.0.x2_day": "Enter a date",
    });
  });

  it("does not require fields that the indicator does not read", () => {
    expect(errorsOf({ indicator: "ma7", value: "nonsense", x1_day: "" })).toEqual({});
    expect(errorsOf({ indicator: "combo", spread: "nonsense" })).toEqual({});
    expect(errorsOf({ indicator: "zone", value: "7500", spread: "-5" })).toEqual({});
    expect(fieldsOf("combo")).toMatchObject({ spread: false, element: false });
  });
});

describe("a path of the API", () => {
  it("leads to its control or to the one above it", () => {
    expect(fieldOf("conditions.0.close.spread")).toBe("conditions.0.spread");
    expect(fieldOf("conditions.3.indicator.x1.y")).toBe("conditions.3.x1_price");
    expect(fieldOf("name")).toBe("name");
  });

  it("leads to no control when there is none", () => {
    expect(fieldOf("If-Match")).toBeNull();
    expect(fieldOf("conditions")).toBeNull();
  });
});

function draftOf(values: FormValues) {
  const read = readForm(values);
  if (read.kind === "invalid") throw new Error(JSON.stringify(read.errors));
  return read.draft;
}
