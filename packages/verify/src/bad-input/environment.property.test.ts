import { EnvironmentError, environment } from "@bellwether/functions/lambda";
import { readEnvironment, SettingError } from "@bellwether/local/config";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NUM_RUNS, TIMEOUT_MS, violations } from "./malformed.ts";

const NAMES = [
  "PORT",
  "BELLWETHER_HOST",
  "BELLWETHER_HOME",
  "BELLWETHER_MARKET",
  "BELLWETHER_URL",
  "BELLWETHER_TOKEN",
  "DYNAMODB_ENDPOINT",
  "SLACK_BOT_TOKEN",
  "SLACK_API_URL",
] as const;

const value = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("", " ", "-1", "65536", "1e3", "0x10", "javascript:alert(1)", "http://", "xoxb-"),
);
const variables = fc.dictionary(fc.constantFrom(...NAMES), value);

/** Values this long do not appear in a message by chance. */
const isTelling = (text: string) => text.trim().length >= 6;

type Variables = Readonly<Record<string, string>>;

const wanted = ["BUS_NAME", "QUEUE_PERSIST_ARN", "DASHBOARD_URL", "BELLWETHER_MARKET"] as const;

const namesOne = (message: string) => NAMES.some((name) => message.includes(name));

/** Broken rules of a refused reading; empty if the reading was accepted. */
function violationsOf(
  given: Variables,
  read: () => unknown,
  refused: (message: string) => boolean,
) {
  try {
    read();
    return [];
  } catch (error) {
    const isOurs = error instanceof SettingError || error instanceof EnvironmentError;
    const message = error instanceof Error ? error.message : "";
    return violations({
      "is an error of ours": isOurs,
      "names what is wrong": refused(message),
      "keeps the values to itself": !Object.values(given).some(
        (text) => isTelling(text) && message.includes(text),
      ),
    });
  }
}

describe("a malformed environment", { timeout: TIMEOUT_MS }, () => {
  it("is rejected with the variable's name and never its value", () => {
    fc.assert(
      fc.property(variables, (given) => {
        const read = () => readEnvironment(given);
        expect(violationsOf(given, read, namesOne)).toEqual([]);
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it("stops a function at its start and names every invalid variable", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...wanted), value), (given) => {
        const missing = wanted.filter((name) => given[name] === undefined);
        const read = () => environment(wanted, given);
        const names = (message: string) =>
          missing.every((name) => message.includes(`${name} is missing`));
        expect(violationsOf(given, read, names)).toEqual([]);
      }),
      {
        numRuns: NUM_RUNS,
      },
    );
  });
});
