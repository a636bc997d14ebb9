// Reads the JSON report of one vitest run.
//   node .ci/vitest-report.mjs counts FILE      "<passed> <failed>"; "0 0" without a readable report
//   node .ci/vitest-report.mjs failures FILE    each failed test: file, full title, first line of the error
//   node .ci/vitest-report.mjs retries FILE     the same for each test that passed at its second attempt
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

const [, , wanted, file] = process.argv;
const report = readReport();

if (wanted === "counts") {
  console.log(`${report.numPassedTests} ${report.numFailedTests}`);
} else if (wanted === "failures") {
  list(report.testResults.flatMap(failuresOf));
} else if (wanted === "retries") {
  list(report.testResults.flatMap(retriesOf));
} else {
  throw new Error(`Unknown request "${wanted}": use counts, failures or retries.`);
}

function list(tests) {
  for (const { place, title, error } of tests) {
    console.log(`- ${place} > ${title}\n    ${firstLine(error)}`);
  }
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
  return failed.map((test) => firstAttempt(place, test));
}

/** A test that passed keeps the errors of its first attempt. */
function retriesOf({ name, assertionResults }) {
  return assertionResults
    .filter((test) => test.status === "passed" && test.failureMessages.length > 0)
    .map((test) => firstAttempt(relative(process.cwd(), name), test));
}

function firstAttempt(place, { fullName, failureMessages }) {
  return { place, title: fullName, error: failureMessages[0] };
}

function firstLine(error) {
  return (
    stripVTControlCharacters(error ?? "")
      .trim()
      .split("\n")[0] || "(no message)"
  );
}
