import { describe, expect, it } from "vitest";
import { shortcutOf } from "./shortcut.ts";

const PRESS = { key: "n", ctrlKey: false, metaKey: false, altKey: false, isTyping: false };

describe("a key", () => {
  it("is a shortcut unless the focus is in a text field", () => {
    expect(shortcutOf(PRESS)).toBe("new");
    expect(shortcutOf({ ...PRESS, isTyping: true })).toBeNull();
  });

  it("opens the palette from any focus", () => {
    expect(shortcutOf({ ...PRESS, key: "k", ctrlKey: true, isTyping: true })).toBe("palette");
    expect(shortcutOf({ ...PRESS, key: "K", metaKey: true })).toBe("palette");
  });

  it("with Ctrl or Alt is left to the browser", () => {
    expect(shortcutOf({ ...PRESS, ctrlKey: true })).toBeNull();
    expect(shortcutOf({ ...PRESS, altKey: true })).toBeNull();
  });
});
