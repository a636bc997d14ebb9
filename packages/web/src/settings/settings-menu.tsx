import { Settings } from "lucide-react";
import { ZONE_CHOICES, type ZoneChoice } from "../time/zone.ts";
import { useZone } from "../time/zone-choice.tsx";
import { Choice } from "../ui/choice.tsx";
import { type Setting, useSetting } from "./setting.ts";
import { density, notices, sound, theme } from "./settings.ts";
import styles from "./settings-menu.module.css";

const ZONES = ZONE_CHOICES.map((value) => ({
  value,
  label: ({ exchange: "Exchange time", utc: "UTC", local: "Local time" } as const)[value],
}));
const THEMES = [
  { value: "system", label: "As the system" },
  { value: "dark", label: "Dark" },
  { value: "light", label: "Light" },
] as const;
const ROWS = [
  { value: "normal", label: "Normal" },
  { value: "compact", label: "Compact" },
] as const;
const SWITCH = [
  { value: "off", label: "Off" },
  { value: "on", label: "On" },
] as const;

/** Display and notification settings, stored in this browser, not on the server. */
export function SettingsMenu() {
  const { choice, choose } = useZone();
  return (
    <>
      <button
        type="button"
        popoverTarget="settings"
        aria-label="Settings"
        title="Settings"
        className={styles["button"]}
      >
        <Settings size={18} aria-hidden="true" />
      </button>
      <section popover="auto" id="settings" aria-label="Settings" className={styles["menu"]}>
        <Choice<ZoneChoice> label="Times in" value={choice} options={ZONES} onChange={choose} />
        <SettingChoice label="Theme" chosen={theme} options={THEMES} />
        <SettingChoice label="Rows" chosen={density} options={ROWS} />
        <SettingChoice
          label="Notify of signals"
          chosen={notices}
          options={SWITCH}
          // Browsers show the permission prompt only after a click.
          onChoose={(value) => {
            if (value === "on" && "Notification" in window) void Notification.requestPermission();
          }}
        />
        <SettingChoice label="Sound" chosen={sound} options={SWITCH} />
      </section>
    </>
  );
}

function SettingChoice<Value extends string>(props: {
  readonly label: string;
  readonly chosen: Setting<Value>;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChoose?: (value: Value) => void;
}) {
  const value = useSetting(props.chosen);
  return (
    <Choice
      label={props.label}
      value={value}
      options={props.options}
      onChange={(next) => {
        props.chosen.choose(next);
        props.onChoose?.(next);
      }}
    />
  );
}
