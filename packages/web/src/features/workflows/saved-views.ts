import * as z from "zod";
import { type ListSearch, listSearchSchema } from "./list-search.ts";

const viewSchema = z.object({ name: z.string().min(1).max(60), search: listSearchSchema });
/** A name for filters, sort, columns and grouping. */
export type View = Readonly<{ name: string; search: ListSearch }>;

const KEY = "bellwether.views";
const listeners = new Set<() => void>();
let parsed: { readonly text: string | null; readonly views: readonly View[] } = {
  text: null,
  views: [],
};

/** The views that this browser keeps, in the order of their names. Other tabs are kept in sync. */
export const savedViews = {
  current: (): readonly View[] => {
    const text = localStorage.getItem(KEY);
    if (text !== parsed.text) parsed = { text, views: readViews(text) };
    return parsed.views;
  },
  /** Replaces a view of the same name. The page of the list is not part of a view. */
  save: (name: string, search: ListSearch) =>
    write([...without(name), { name, search: { ...search, page: undefined } }]),
  remove: (name: string) => write(without(name)),
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    window.addEventListener("storage", listener);
    return () => {
      listeners.delete(listener);
      window.removeEventListener("storage", listener);
    };
  },
};

/** What cannot be read counts as absent: an earlier release may have stored it. */
export function readViews(text: string | null): readonly View[] {
  try {
    return z.array(viewSchema).parse(JSON.parse(text ?? "[]"));
  } catch {
    return [];
  }
}

function without(name: string): readonly View[] {
  return savedViews.current().filter((view) => view.name !== name);
}

function write(views: readonly View[]): void {
  const sorted = views.toSorted((one, other) => one.name.localeCompare(other.name));
  localStorage.setItem(KEY, JSON.stringify(sorted));
  for (const listener of listeners) listener();
}
