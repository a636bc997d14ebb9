import { MAX_CONDITIONS } from "@bellwether/core/workflow";
import { Button } from "../../../../ui/button.tsx";
import { BLANK_CONDITION, type ConditionValues } from "../../condition-values.ts";
import { ConditionFields } from "./condition-fields.tsx";
import { type FieldsProps, SelectField } from "./fields.tsx";
import styles from "./form.module.css";

/** One to five conditions, and whether all or any of them have to hold. */
export function ConditionList({ values, errors, set }: FieldsProps) {
  const { conditions, match } = values;
  const isSeveral = conditions.length > 1;
  const change = (nth: number, by: Partial<ConditionValues>) => {
    const changed = conditions.map((each, at) => (at === nth ? { ...each, ...by } : each));
    // The order of a single condition lies on the side to which it looks; the engine proposes no
    // other. With several the trader chooses the side.
    const direction = isSeveral ? undefined : by.direction;
    set({ conditions: changed, ...(direction !== undefined && sideOf(direction)) });
  };
  return (
    <div className={styles["stack"]}>
      {isSeveral && (
        <SelectField
          field="match"
          label="Signals when"
          value={match}
          error={errors.match}
          options={[
            { value: "all", label: "all conditions hold" },
            { value: "any", label: "any condition holds" },
          ]}
          onValue={(chosen) => set({ match: chosen })}
        />
      )}
      {conditions.map((condition, nth) => (
        // Conditions have no identity beyond their place, and their inputs no state beyond values.
        // oxlint-disable-next-line react/no-array-index-key
        <fieldset key={nth} className={styles["group"]}>
          <legend>{isSeveral ? `Condition ${nth + 1}` : "Condition"}</legend>
          <ConditionFields
            nth={nth}
            values={condition}
            errors={errors}
            set={(by) => change(nth, by)}
          />
          {isSeveral && (
            <Button onClick={() => set({ conditions: conditions.filter((_, at) => at !== nth) })}>
              Remove condition {nth + 1}
            </Button>
          )}
        </fieldset>
      ))}
      {conditions.length < MAX_CONDITIONS && (
        <Button onClick={() => set({ conditions: [...conditions, BLANK_CONDITION] })}>
          Add a condition
        </Button>
      )}
    </div>
  );
}

function sideOf(direction: ConditionValues["direction"]) {
  return direction === "below"
    ? ({ location: "lower", order_direction: "sell" } as const)
    : ({ location: "higher", order_direction: "buy" } as const);
}
