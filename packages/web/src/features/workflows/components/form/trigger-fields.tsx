import { unitTimeOptions } from "./condition-fields.tsx";
import { type FieldsProps, NumberField, SelectField } from "./fields.tsx";
import styles from "./form.module.css";
import { RoutingField } from "./routing-field.tsx";

/** The order that is proposed when the condition holds. */
export function TriggerFields({ values, errors, set }: FieldsProps) {
  const isContrary = !values.conditions.some(
    ({ direction }) => (direction === "below") === (values.location === "lower"),
  );
  return (
    <fieldset className={styles["group"]}>
      <legend>Trigger</legend>
      <div className={styles["pair"]}>
        <SelectField
          field="order_direction"
          label="Order"
          value={values.order_direction}
          error={errors.order_direction}
          options={[
            { value: "buy", label: "Buy" },
            { value: "sell", label: "Sell" },
          ]}
          onValue={(order_direction) => set({ order_direction })}
        />
        <NumberField
          field="quantity"
          label="Quantity"
          help="quantity"
          hint="0 for an alert only"
          value={values.quantity}
          error={errors.quantity}
          onText={(quantity) => set({ quantity })}
        />
      </div>
      <div className={styles["pair"]}>
        <SelectField
          field="location"
          label="Placed"
          value={values.location}
          error={errors.location}
          options={[
            { value: "lower", label: "below the low" },
            { value: "higher", label: "above the high" },
          ]}
          onValue={(location) => set({ location })}
        />
        <SelectField
          field="trigger_ut"
          label="Of the last candle of"
          value={values.trigger_ut}
          error={errors.trigger_ut}
          options={unitTimeOptions(values.trigger_ut)}
          onValue={(trigger_ut) => set({ trigger_ut })}
        />
      </div>
      {isContrary && (
        <p aria-live="polite" className={styles["warning"]}>
          {values.conditions.length === 1
            ? `The condition looks ${values.conditions[0]?.direction}`
            : "Every condition looks one way"}
          , the order is placed the other way: no order will be proposed.
        </p>
      )}
      <RepeatFields values={values} errors={errors} set={set} />
    </fieldset>
  );
}

/** The distance of the order from the candle, and how often a continuing condition signals. */
function RepeatFields({ values, errors, set }: FieldsProps) {
  return (
    <>
      <div className={styles["pair"]}>
        <NumberField
          field="offset"
          label="Offset"
          help="offset"
          hint="Points beyond the candle"
          value={values.offset}
          error={errors.offset}
          onText={(offset) => set({ offset })}
        />
        <SelectField
          field="repeat"
          label="While it holds"
          help="repeat"
          value={values.repeat}
          error={errors.repeat}
          options={[
            { value: "every_run", label: "Every run" },
            { value: "once_per_candle", label: "Once a candle" },
            { value: "once_per_episode", label: "Once an episode" },
          ]}
          onValue={(repeat) => set({ repeat })}
        />
      </div>
      <SelectField
        field="announce"
        label="Messages"
        help="episode"
        value={values.announce}
        error={errors.announce}
        options={[
          { value: "once_per_episode", label: "One per episode, kept up to date" },
          { value: "every_signal", label: "One per signal" },
        ]}
        onValue={(announce) => set({ announce })}
      />
      <RoutingField values={values} errors={errors} set={set} />
    </>
  );
}
