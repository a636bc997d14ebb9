import { type Setting, setting } from "./setting.ts";

export const theme = setting("bellwether.theme", ["system", "dark", "light"]);
export const density = setting("bellwether.rows", ["normal", "compact"]);
export const notices = setting("bellwether.notices", ["off", "on"]);
export const sound = setting("bellwether.sound", ["off", "on"]);

/** Style sheets read these settings from the root element. */
export function applySettings(): void {
  reflect("theme", theme);
  reflect("rows", density);
}

function reflect(name: string, chosen: Pick<Setting<string>, "current" | "subscribe">): void {
  const apply = () => {
    document.documentElement.dataset[name] = chosen.current();
  };
  apply();
  chosen.subscribe(apply);
}
