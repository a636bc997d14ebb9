/** `pnpm -s conformance <kind> FILE`: recomputes the golden cases of the reference and prints
 *  one JSON array, one element per case. Exit code 0 if every case agrees or deviates by a
 *  decision, 1 if one does not, 2 for wrong arguments. */
import { GOLDEN_FILES, isKind, judgeFile } from "./kinds.ts";

const [kind, file, ...rest] = process.argv.slice(2);
if (kind === undefined || !isKind(kind) || file === undefined || rest.length > 0) {
  process.stderr.write(`usage: conformance <${Object.keys(GOLDEN_FILES).join("|")}> FILE\n`);
  process.exitCode = 2;
} else {
  const outcomes = judgeFile(kind, file);
  const failed = outcomes.filter((outcome) => !outcome.ok);
  const deviating = outcomes.filter((outcome) => outcome.deviates !== undefined);
  process.stdout.write(`${JSON.stringify(outcomes)}\n`);
  process.stderr.write(
    `${outcomes.length} cases: ${outcomes.length - failed.length - deviating.length} agree, ` +
      `${deviating.length} deviate by a decision, ${failed.length} disagree\n`,
  );
  for (const { case: id } of failed) process.stderr.write(`disagrees: ${id}\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
