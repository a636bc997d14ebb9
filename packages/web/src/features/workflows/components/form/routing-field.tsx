import { CHANNEL_KINDS, type ChannelName, channelOf } from "@bellwether/core/channel";
import { useConfiguredChannels } from "../../../../live/configured-channels.ts";
import look from "../../../../ui/field.module.css";
import { CheckField, type FieldsProps } from "./fields.tsx";

/** Which channels announce the signals: all that are configured, or those that are ticked. */
export function RoutingField({ values, errors, set }: FieldsProps) {
  const configured = useConfiguredChannels();
  const { notify } = values;
  const offered = [...new Set([...CHANNEL_KINDS, ...(configured ?? []), ...(notify ?? [])])];
  const tick = (name: ChannelName, isTicked: boolean) =>
    set({ notify: offered.filter((one) => (one === name ? isTicked : notify?.includes(one))) });
  return (
    <div data-field="notify">
      <CheckField
        label="Announce in every channel"
        hint={notify === null ? "All that are configured" : "Only in those that are ticked below"}
        checked={notify === null}
        onChecked={(isEvery) => set({ notify: isEvery ? null : [configured?.[0] ?? "slack"] })}
      />
      {notify !== null &&
        offered.map((name) => (
          <CheckField
            key={name}
            label={labelOf(name)}
            hint={configured?.includes(name) === false ? "Not configured" : ""}
            checked={notify.includes(name)}
            onChecked={(isTicked) => tick(name, isTicked)}
          />
        ))}
      {errors.notify !== undefined && <span className={look["error"]}>{errors.notify}</span>}
    </div>
  );
}

function labelOf(name: ChannelName): string {
  const { label } = channelOf(name);
  return label.charAt(0).toUpperCase() + label.slice(1);
}
