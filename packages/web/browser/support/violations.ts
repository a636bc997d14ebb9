import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const ENGINE = createRequire(import.meta.url).resolve("accessibility-checker-engine/ace.js");

/** A rule that IBM's engine reports only as a recommendation, but other engines as a failure:
 *  lists with children that are not items, rows without cells. */
const ALSO = ["aria_child_valid"];

/** The definite WCAG 2.2 AA violations found by IBM's accessibility engine. */
export async function violations(page: Page): Promise<readonly string[]> {
  const hasEngine = await page.evaluate(() => "ace" in globalThis);
  if (!hasEngine) await page.evaluate(await readFile(ENGINE, "utf8"));
  return page.evaluate(async (also) => {
    type Finding = {
      readonly value: readonly string[];
      readonly ruleId: string;
      readonly message: string;
      readonly snippet: string;
    };
    type Engine = {
      Checker: new () => {
        check: (root: Document, rules: string[]) => Promise<{ results: readonly Finding[] }>;
      };
    };
    const { ace } = globalThis as unknown as { ace: Engine };
    const report = await new ace.Checker().check(document, ["WCAG_2_2"]);
    return report.results
      .filter(
        ({ value, ruleId }) =>
          value[1] === "FAIL" && (value[0] === "VIOLATION" || also.includes(ruleId)),
      )
      .map((finding) => `${finding.ruleId}: ${finding.message} ${finding.snippet}`);
  }, ALSO);
}
