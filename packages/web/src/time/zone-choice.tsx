import { createContext, type ReactNode, use, useState } from "react";
import { ZONE_CHOICES, type ZoneChoice } from "./zone.ts";

const STORAGE_KEY = "bellwether.zone";

const ZoneContext = createContext<{
  readonly choice: ZoneChoice;
  readonly choose: (choice: ZoneChoice) => void;
}>({ choice: "exchange", choose: () => {} });

/** Stores the choice for the next visit. */
export function ZoneProvider({ children }: { readonly children: ReactNode }) {
  const [choice, setChoice] = useState(storedChoice);
  const choose = (next: ZoneChoice) => {
    localStorage.setItem(STORAGE_KEY, next);
    setChoice(next);
  };
  return <ZoneContext value={{ choice, choose }}>{children}</ZoneContext>;
}

export function useZone() {
  return use(ZoneContext);
}

function storedChoice(): ZoneChoice {
  const stored = localStorage.getItem(STORAGE_KEY);
  return ZONE_CHOICES.find((choice) => choice === stored) ?? "exchange";
}
