import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FIXTURE_DIRECTORY, GOLDEN_FILES, judgeFile, type Kind } from "./kinds.ts";

/** The sampled cases in the repository and, if available, the complete golden data. */
const golden = process.env["GOLDEN_DIR"];
const directories = golden === undefined ? [FIXTURE_DIRECTORY] : [FIXTURE_DIRECTORY, golden];
const kinds = Object.keys(GOLDEN_FILES) as Kind[];

describe.each(directories)("the golden cases in %s", (directory) => {
  test.each(kinds)("%s agree with the reference or deviate by a recorded decision", (kind) => {
    const outcomes = judgeFile(kind, join(directory, GOLDEN_FILES[kind]));
    expect(outcomes.length).toBeGreaterThan(10);
    expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([]);
    // The only deviations concern how the reference handles a whole run, and input it accepts by
    // accident.
    const mayDeviate = kind === "engine" || kind === "loader";
    expect(outcomes.some((outcome) => outcome.deviates !== undefined)).toBe(mayDeviate);
  });
});
