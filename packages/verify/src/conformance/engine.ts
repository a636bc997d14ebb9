import type { Series, SeriesKey } from "@bellwether/core/market";
import { fromIsoDate, isWeekend } from "@bellwether/core/time";
import { memoisedView, type OpenDays, type WorkflowDraft } from "@bellwether/core/workflow";
import { decide, instrumentOf, judgeDecision, workflowOf } from "./decision.ts";
import { type CandleObject, candlesOf, type GoldenCase, instantOf } from "./golden.ts";
import type { Outcome } from "./outcome.ts";

type Answer = readonly CandleObject[] | Readonly<{ error: string }>;

type EngineCase = GoldenCase &
  Readonly<{
    now: string;
    workflow: unknown;
    inputs: Readonly<{
      indicator_candles: Answer;
      close_candles: Answer;
      trigger_candles: Answer;
      asset: unknown;
      open_days?: readonly string[];
    }>;
  }>;

export function judgeEngine({ cases }: { readonly cases: readonly EngineCase[] }): Outcome[] {
  return cases.map((golden) => {
    const workflow = workflowOf(golden.workflow);
    if (workflow === null) return judgeDecision(golden, null);
    const view = viewOf(golden, workflow);
    const instrument = instrumentOf(workflow.cfd, golden.inputs.asset);
    return judgeDecision(golden, decide(workflow, view, instrument));
  });
}

/** A market with the case's answers, one per request. */
function viewOf({ now, inputs }: EngineCase, workflow: WorkflowDraft) {
  const condition = workflow.conditions[0];
  const answers = [
    { code: workflow.index, ut: condition.indicator.ut, answer: inputs.indicator_candles },
    { code: workflow.cfd, ut: condition.close.ut, answer: inputs.close_candles },
    { code: workflow.cfd, ut: workflow.trigger.ut, answer: inputs.trigger_candles },
  ];
  const series = ({ code, ut }: SeriesKey): Series => {
    const same = answers.filter((each) => each.code === code && each.ut === ut);
    // Requests for the same series start with the same candle, so the longest answer contains the
    // others. If one of them fails, the workflow cannot be evaluated.
    const [first] = same.toSorted((a, b) => lengthOf(a.answer) - lengthOf(b.answer));
    if (first === undefined || lengthOf(first.answer) <= 0) return failure(first?.answer);
    const longest = same
      .map((each) => each.answer)
      .toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];
    return { kind: "series", candles: candlesOf(longest as readonly CandleObject[]) };
  };
  const openDays = (): OpenDays => ({
    kind: "days",
    days: (inputs.open_days ?? [])
      .map(fromIsoDate)
      .filter((day) => !isWeekend(day))
      .toSorted((a, b) => a - b),
  });
  return memoisedView(instantOf(now), series, openDays);
}

/** -1 for a failure, which ranks below an answer without candles. */
function lengthOf(answer: Answer): number {
  return Array.isArray(answer) ? answer.length : -1;
}

function failure(answer: Answer | undefined): Series {
  if (Array.isArray(answer)) return { kind: "series", candles: [] };
  const detail = answer !== undefined && "error" in answer ? answer.error : "not asked for";
  return { kind: "unavailable", reason: "market unavailable", detail };
}
