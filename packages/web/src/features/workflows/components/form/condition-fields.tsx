import { UNIT_TIMES, type UnitTime } from "@bellwether/core/market";
import {
  hasCandles,
  INDICATOR_LABELS,
  INDICATOR_NAMES,
  type IndicatorName,
} from "@bellwether/core/workflow";
import { fieldsOf } from "../../condition-values.ts";
import { INDICATOR_WORDS, UNIT_TIME_WORDS } from "../../words.ts";
import { type ConditionProps, controlOf } from "./condition-control.ts";
import { NumberField, SelectField } from "./fields.tsx";
import styles from "./form.module.css";
import { LevelFields } from "./level-fields.tsx";

/** The unit times that have candles, plus the current one of a stored workflow. */
export function unitTimeOptions(current: UnitTime) {
  return UNIT_TIMES.filter((ut) => hasCandles(ut) || ut === current).map((value) => ({
    value,
    label: UNIT_TIME_WORDS[value],
  }));
}

const INDICATORS = INDICATOR_NAMES.map((value) => ({ value, label: optionWords(value) }));

/** The indicator and the condition on it. */
export function ConditionFields(props: ConditionProps) {
  const { values, set } = props;
  const control = controlOf(props);
  return (
    <>
      <SelectField
        {...control("indicator")}
        label="Indicator"
        help={values.indicator}
        value={values.indicator}
        options={INDICATORS}
        onValue={(indicator) => set({ indicator })}
      />
      <SelectField
        {...control("indicator_ut")}
        label="Indicator's unit time"
        value={values.indicator_ut}
        options={unitTimeOptions(values.indicator_ut)}
        onValue={(indicator_ut) => set({ indicator_ut })}
      />
      <LevelFields {...props} />
      <PlaceFields {...props} />
    </>
  );
}

/** Direction, candle and spread of the condition. */
function PlaceFields(props: ConditionProps) {
  const { values, set } = props;
  const control = controlOf(props);
  const reads = fieldsOf(values.indicator);
  return (
    <>
      <div className={styles["pair"]}>
        <SelectField
          {...control("direction")}
          label="The market is"
          hint={
            // As in the reference; see docs/decisions/0104.
            reads.line ? "For an inclined line the direction is reversed" : undefined
          }
          value={values.direction}
          options={[
            { value: "below", label: "below (sell side)" },
            { value: "above", label: "above (buy side)" },
          ]}
          onValue={(direction) => set({ direction })}
        />
        <SelectField
          {...control("close_ut")}
          label="On the candle of"
          value={values.close_ut}
          options={unitTimeOptions(values.close_ut)}
          onValue={(close_ut) => set({ close_ut })}
        />
      </div>
      {(reads.spread || reads.element) && (
        <div className={styles["pair"]}>
          {reads.element && (
            <SelectField
              {...control("element")}
              label="Tested"
              value={values.element}
              options={[
                { value: "any", label: "Close or wick" },
                { value: "close", label: "Close" },
                { value: "high", label: "High" },
                { value: "low", label: "Low" },
              ]}
              onValue={(element) => set({ element })}
            />
          )}
          {reads.spread && (
            <NumberField
              {...control("spread")}
              label="Spread"
              help="spread"
              hint="The maximum distance from the level, in points"
              value={values.spread}
              onText={(spread) => set({ spread })}
            />
          )}
        </div>
      )}
    </>
  );
}

/** The indicator's full name, and the short one that the API and the lists use. */
function optionWords(name: IndicatorName): string {
  const [words, label] = [INDICATOR_WORDS[name], INDICATOR_LABELS[name]];
  return label.toLowerCase() !== words.toLowerCase() ? `${words}: ${label}` : words;
}
