import { IndicatorError } from "@bellwether/core/indicator";
import { agree, jsonOf } from "./agreement.ts";
import type { GoldenCase } from "./golden.ts";

/** The result of one case. `ok`: it agrees with the golden answer, or deviates by the decision
 *  named in `deviates` (a file of docs/decisions). */
export type Outcome = Readonly<{
  case: string;
  ok: boolean;
  actual: unknown;
  deviates?: string;
}>;

/** The decision record about a fault of the reference. */
const FAULT_DECISIONS: Readonly<Record<string, string>> = {
  any_exception_skips: "0101-one-workflow-fails-alone",
  announce_not_isolated: "0101-one-workflow-fails-alone",
  implausible_price: "0102-implausible-prices-are-not-proposed",
  extra_conditions: "0103-workflow-files-are-checked-at-import",
  missing_id: "0103-workflow-files-are-checked-at-import",
};

/** Judges an answer that must agree, unless the case has a fault or `deviation` is given. */
export function judge(
  golden: GoldenCase,
  actual: unknown,
  agrees: boolean,
  deviation?: string,
): Outcome {
  const faults = golden.faults ?? [];
  const decided = faults.map((fault) => FAULT_DECISIONS[fault]);
  const deviates = agrees ? decided[0] : (decided[0] ?? deviation);
  const known = decided.every((decision) => decision !== undefined);
  return {
    case: golden.id,
    ok: known && (agrees || deviates !== undefined),
    actual: jsonOf(actual),
    ...(deviates === undefined ? {} : { deviates }),
  };
}

/** Whether the expected keys agree, except those that change with the last bit of a sum. */
export function agreeBut(
  actual: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
  skipped: readonly string[] = [],
): boolean {
  return Object.keys(expected).every(
    (key) => skipped.includes(key) || agree(jsonOf(actual[key]), expected[key]),
  );
}

/** A value, or the reason why there is no value, as the golden files word it. */
export function valueOrError<Value>(compute: () => Value): Value | { error: string } {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof IndicatorError)) throw error;
    return { error: inReferenceWords(error) };
  }
}

function inReferenceWords({ code, message }: IndicatorError): string {
  if (code === "zero-price") return "ZeroDivisionError: float division by zero";
  const isAverage = /^the \d+-period average/.test(message);
  return `SaxoException: Missing candles${isAverage ? " to calcule the ma" : ""}`;
}
