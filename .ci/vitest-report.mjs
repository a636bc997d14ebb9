// Reads the JSON report of one vitest run.
//   node .ci/vitest-report.mjs counts FILE      "<passed> <failed>"; "0 0" without a readable report
//   node .ci/vitest-report.mjs failures FILE    each failed test: file, full title, first line of the error
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

const [, , wanted, file] = process.argv;
const report = readReport();

if (wanted === "counts") {
  console.log(`${report.numPassedTests} ${report.numFailedTests}`);
} else if (wanted === "failures") {
  for (const { place, title, error } of report.testResults.flatMap(failuresOf)) {
    console.log(`- ${place} > ${title}\n    ${firstLine(error)}`);
  }
} else {
  throw new Error(`Unknown request "${wanted}": use counts or failures.`);
}

function readReport() {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  }
}

function failuresOf({ name, status, message, assertionResults }) {
  const place = relative(process.cwd(), name);
  const failed = assertionResults.filter((test) => test.status === "failed");
  // A file that does not load, or whose hook failed, has no failed test.
  if (failed.length === 0 && status === "failed")
    return [{ place, title: "(the file)", error: message }];
  return failed.map((test) => ({ place, title: test.fullName, error: test.failureMessages[0] }));
}

function firstLine(error) {
  return (
    stripVTControlCharacters(error ?? "")
      .trim()
      .split("\n")[0] || "(no message)"
  );
}
