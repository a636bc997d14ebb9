/** Whether the API requires a token, as an external store for React. */
type Need = "none" | "missing" | "refused";

let need: Need = "none";
const listeners = new Set<() => void>();

function change(next: Need): void {
  need = next;
  for (const listener of listeners) listener();
}

export const signInNeed = {
  current: (): Need => need,
  raise: (hadToken: boolean): void => change(hadToken ? "refused" : "missing"),
  clear: (): void => change("none"),
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
