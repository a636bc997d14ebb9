import { InvalidArgumentError } from "commander";

/** The value of an option that is a whole number, 0 or more. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError("It must be a whole number, 0 or more.");
  return value;
}
