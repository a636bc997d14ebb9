import { CHANNEL_MUTANTS } from "./channel-mutants.ts";
import { RULE_MUTANTS } from "./rule-mutants.ts";
import { STORE_MUTANTS } from "./store-mutants.ts";

/** Each removes one guard. */
export const MUTANTS = { ...STORE_MUTANTS, ...CHANNEL_MUTANTS, ...RULE_MUTANTS };

export type MutantName = keyof typeof MUTANTS;
