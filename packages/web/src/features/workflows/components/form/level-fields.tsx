import { fieldsOf } from "../../condition-values.ts";
import { type ConditionProps, controlOf } from "./condition-control.ts";
import { NumberField, TextField } from "./fields.tsx";
import styles from "./form.module.css";

/** Levels that the trader draws: a level, a zone or a line. Empty for computed indicators. */
export function LevelFields(props: ConditionProps) {
  const { values, set } = props;
  const control = controlOf(props);
  const reads = fieldsOf(values.indicator);
  return (
    <>
      {reads.level && (
        <NumberField
          {...control("value")}
          label="Level"
          hint="In points of the index"
          value={values.value}
          onText={(value) => set({ value })}
        />
      )}
      {reads.zone && (
        <div className={styles["pair"]}>
          <NumberField
            {...control("value")}
            label="Zone from"
            value={values.value}
            onText={(value) => set({ value })}
          />
          <NumberField
            {...control("zone_value")}
            label="Zone to"
            value={values.zone_value}
            onText={(zone_value) => set({ zone_value })}
          />
        </div>
      )}
      {reads.line && <LineFields {...props} />}
    </>
  );
}

function LineFields(props: ConditionProps) {
  const { values, set } = props;
  const control = controlOf(props);
  return (
    <>
      <div className={styles["pair"]}>
        <TextField
          {...control("x1_day")}
          label="First point, day"
          type="date"
          value={values.x1_day}
          onText={(x1_day) => set({ x1_day })}
        />
        <NumberField
          {...control("x1_price")}
          label="First point, price"
          value={values.x1_price}
          onText={(x1_price) => set({ x1_price })}
        />
      </div>
      <div className={styles["pair"]}>
        <TextField
          {...control("x2_day")}
          label="Second point, day"
          type="date"
          value={values.x2_day}
          onText={(x2_day) => set({ x2_day })}
        />
        <NumberField
          {...control("x2_price")}
          label="Second point, price"
          value={values.x2_price}
          onText={(x2_price) => set({ x2_price })}
        />
      </div>
    </>
  );
}
