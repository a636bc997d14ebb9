import { numberText, priceText } from "@bellwether/core/market";
import { type Instant, toIso } from "@bellwether/core/time";

/** `2026-11-23 10:01Z`: to the minute, in UTC. */
export function moment(instant: Instant): string {
  return `${toIso(instant).slice(0, 16).replace("T", " ")}Z`;
}

/** A price with the instrument's decimals, or all its digits if they are not known. */
export function price(value: number, decimals: number | null = null): string {
  return decimals === null ? numberText(value) : priceText(value, decimals);
}
