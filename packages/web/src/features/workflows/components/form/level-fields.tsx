import { fieldsOf } from "../../form-values.ts";
import { type FieldsProps, NumberField, TextField } from "./fields.tsx";
import styles from "./form.module.css";

/** Levels that the trader draws: a level, a zone or a line. Empty for computed indicators. */
export function LevelFields({ values, errors, set }: FieldsProps) {
  const reads = fieldsOf(values.indicator);
  return (
    <>
      {reads.level && (
        <NumberField
          field="value"
          label="Level"
          hint="In points of the index"
          value={values.value}
          error={errors.value}
          onText={(value) => set({ value })}
        />
      )}
      {reads.zone && (
        <div className={styles["pair"]}>
          <NumberField
            field="value"
            label="Zone from"
            value={values.value}
            error={errors.value}
            onText={(value) => set({ value })}
          />
          <NumberField
            field="zone_value"
            label="Zone to"
            value={values.zone_value}
            error={errors.zone_value}
            onText={(zone_value) => set({ zone_value })}
          />
        </div>
      )}
      {reads.line && <LineFields values={values} errors={errors} set={set} />}
    </>
  );
}

function LineFields({ values, errors, set }: FieldsProps) {
  return (
    <>
      <div className={styles["pair"]}>
        <TextField
          field="x1_day"
          label="First point, day"
          type="date"
          value={values.x1_day}
          error={errors.x1_day}
          onText={(x1_day) => set({ x1_day })}
        />
        <NumberField
          field="x1_price"
          label="First point, price"
          value={values.x1_price}
          error={errors.x1_price}
          onText={(x1_price) => set({ x1_price })}
        />
      </div>
      <div className={styles["pair"]}>
        <TextField
          field="x2_day"
          label="Second point, day"
          type="date"
          value={values.x2_day}
          error={errors.x2_day}
          onText={(x2_day) => set({ x2_day })}
        />
        <NumberField
          field="x2_price"
          label="Second point, price"
          value={values.x2_price}
          error={errors.x2_price}
          onText={(x2_price) => set({ x2_price })}
        />
      </div>
    </>
  );
}
