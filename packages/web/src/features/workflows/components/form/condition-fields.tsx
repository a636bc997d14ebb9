import { UNIT_TIMES, type UnitTime } from "@bellwether/core/market/unit-time";
import { INDICATOR_NAMES, type IndicatorName } from "@bellwether/core/workflow/indicator";
import { useQuery } from "@tanstack/react-query";
import { indicatorTypesQuery } from "../../api/queries.ts";
import { fieldsOf } from "../../form-values.ts";
import { INDICATOR_WORDS, UNIT_TIME_WORDS } from "../../words.ts";
import { NumberField, SelectField, TextField } from "./fields.tsx";
import styles from "./form.module.css";
import type { FieldsProps } from "./workflow-form.tsx";

/** The unit times candles are built for; one that a stored workflow already has is kept. */
const BUILT: readonly UnitTime[] = ["h1", "h4", "daily", "weekly"];

export function unitTimeOptions(current: UnitTime) {
  return UNIT_TIMES.filter((ut) => BUILT.includes(ut) || ut === current).map((value) => ({
    value,
    label: UNIT_TIME_WORDS[value],
  }));
}

/** Which indicator, and where the market has to be. */
export function ConditionFields({ values, errors, set }: FieldsProps) {
  const types = useQuery(indicatorTypesQuery).data;
  const labels = new Map(types?.map((type) => [type.value, type.label]));
  const reads = fieldsOf(values.indicator);
  return (
    <fieldset className={styles["group"]}>
      <legend>Condition</legend>
      <div data-field="indicator">
        <SelectField
          label="Indicator"
          value={values.indicator}
          error={errors.indicator}
          options={INDICATOR_NAMES.map((value) => ({
            value,
            label: optionWords(value, labels.get(value)),
          }))}
          onValue={(indicator) => set({ indicator })}
        />
      </div>
      <div data-field="indicator_ut">
        <SelectField
          label="Indicator's unit time"
          value={values.indicator_ut}
          error={errors.indicator_ut}
          options={unitTimeOptions(values.indicator_ut)}
          onValue={(indicator_ut) => set({ indicator_ut })}
        />
      </div>
      {reads.level && (
        <div data-field="value">
          <NumberField
            label="Level"
            hint="In points of the index"
            value={values.value}
            error={errors.value}
            onText={(value) => set({ value })}
          />
        </div>
      )}
      {reads.zone && (
        <div className={styles["pair"]}>
          <div data-field="value">
            <NumberField
              label="Zone from"
              value={values.value}
              error={errors.value}
              onText={(value) => set({ value })}
            />
          </div>
          <div data-field="zone_value">
            <NumberField
              label="Zone to"
              value={values.zone_value}
              error={errors.zone_value}
              onText={(zone_value) => set({ zone_value })}
            />
          </div>
        </div>
      )}
      {reads.line && <LineFields values={values} errors={errors} set={set} />}
      <div className={styles["pair"]}>
        <div data-field="direction">
          <SelectField
            label="The market is"
            value={values.direction}
            error={errors.direction}
            options={[
              { value: "below", label: "below (sell side)" },
              { value: "above", label: "above (buy side)" },
            ]}
            onValue={(direction) =>
              // The engine proposes an order only where the trigger looks the same way.
              set({
                direction,
                location: direction === "below" ? "lower" : "higher",
                order_direction: direction === "below" ? "sell" : "buy",
              })
            }
          />
        </div>
        <div data-field="close_ut">
          <SelectField
            label="On the candle of"
            value={values.close_ut}
            error={errors.close_ut}
            options={unitTimeOptions(values.close_ut)}
            onValue={(close_ut) => set({ close_ut })}
          />
        </div>
      </div>
      {(reads.spread || reads.element) && (
        <div className={styles["pair"]}>
          {reads.element && (
            <div data-field="element">
              <SelectField
                label="Tested"
                value={values.element}
                error={errors.element}
                options={[
                  { value: "any", label: "Close or wick" },
                  { value: "close", label: "Close" },
                  { value: "high", label: "High" },
                  { value: "low", label: "Low" },
                ]}
                onValue={(element) => set({ element })}
              />
            </div>
          )}
          {reads.spread && (
            <div data-field="spread">
              <NumberField
                label="Spread"
                hint="How far from the level still counts, in points"
                value={values.spread}
                error={errors.spread}
                onText={(spread) => set({ spread })}
              />
            </div>
          )}
        </div>
      )}
    </fieldset>
  );
}

/** The indicator in words, and the short name that the API and the lists use. */
function optionWords(name: IndicatorName, label: string | undefined): string {
  const words = INDICATOR_WORDS[name];
  const isNew = label !== undefined && label.toLowerCase() !== words.toLowerCase();
  return isNew ? `${words}: ${label}` : words;
}

function LineFields({ values, errors, set }: FieldsProps) {
  return (
    <>
      <div className={styles["pair"]}>
        <div data-field="x1_day">
          <TextField
            label="First point, day"
            type="date"
            value={values.x1_day}
            error={errors.x1_day}
            onText={(x1_day) => set({ x1_day })}
          />
        </div>
        <div data-field="x1_price">
          <NumberField
            label="First point, price"
            value={values.x1_price}
            error={errors.x1_price}
            onText={(x1_price) => set({ x1_price })}
          />
        </div>
      </div>
      <div className={styles["pair"]}>
        <div data-field="x2_day">
          <TextField
            label="Second point, day"
            type="date"
            value={values.x2_day}
            error={errors.x2_day}
            onText={(x2_day) => set({ x2_day })}
          />
        </div>
        <div data-field="x2_price">
          <NumberField
            label="Second point, price"
            value={values.x2_price}
            error={errors.x2_price}
            onText={(x2_price) => set({ x2_price })}
          />
        </div>
      </div>
    </>
  );
}
