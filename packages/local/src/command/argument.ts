import { fromIso, type Instant } from "@bellwether/core/time";
import { InvalidArgumentError } from "commander";

/** Reads the values of options; what cannot be read is told by commander, with the option's name. */
export function parseInstant(text: string): Instant {
  try {
    return fromIso(text);
  } catch {
    throw new InvalidArgumentError("It must be an instant such as 2024-05-02T07:00:00Z.");
  }
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^[1-9]\d{0,4}$/.test(text)) {
    throw new InvalidArgumentError("It must be a whole number from 1 to 99999.");
  }
  return count;
}
