/** The shortcuts on the list; `?` shows them all. */
export const SHORTCUTS = [
  { key: "/", words: "Search" },
  { key: "j", words: "Next row" },
  { key: "k", words: "Row before" },
  { key: "Enter", words: "Open the row" },
  { key: "n", words: "New workflow" },
  { key: "e", words: "Edit the open workflow" },
  { key: "?", words: "These keys" },
  { key: "Ctrl K", words: "Go to a workflow or a page" },
] as const;

export type Shortcut = "search" | "next" | "previous" | "new" | "edit" | "help" | "palette";

const BY_KEY: Readonly<Record<string, Shortcut>> = {
  "/": "search",
  j: "next",
  k: "previous",
  n: "new",
  e: "edit",
  "?": "help",
};

/** The shortcut for a key press; null while typing, and for the browser's own shortcuts. */
export function shortcutOf(press: {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isTyping: boolean;
}): Shortcut | null {
  const { key, ctrlKey, metaKey, altKey } = press;
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === "k") return "palette";
  if (ctrlKey || metaKey || altKey || press.isTyping) return null;
  return BY_KEY[key] ?? null;
}
