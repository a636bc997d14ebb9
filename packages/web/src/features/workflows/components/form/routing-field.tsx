import { CHANNELS, type ChannelName } from "@bellwether/core/channel";
import look from "../../../../ui/field.module.css";
import { CheckField, type FieldsProps } from "./fields.tsx";

/** Which channels announce the signals: all that are configured, or those that are ticked. */
export function RoutingField({ values, errors, set }: FieldsProps) {
  const { notify } = values;
  const tick = (name: ChannelName, isTicked: boolean) =>
    set({
      notify: CHANNELS.map((channel) => channel.name).filter((one) =>
        one === name ? isTicked : notify?.includes(one),
      ),
    });
  return (
    <div data-field="notify">
      <CheckField
        label="Announce in every channel"
        hint={notify === null ? "All that are configured" : "Only in those that are ticked below"}
        checked={notify === null}
        onChecked={(isEvery) => set({ notify: isEvery ? null : ["slack"] })}
      />
      {notify !== null &&
        CHANNELS.map(({ name, label }) => (
          <CheckField
            key={name}
            label={label.charAt(0).toUpperCase() + label.slice(1)}
            hint=""
            checked={notify.includes(name)}
            onChecked={(isTicked) => tick(name, isTicked)}
          />
        ))}
      {errors.notify !== undefined && <span className={look["error"]}>{errors.notify}</span>}
    </div>
  );
}
