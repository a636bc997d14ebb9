import { expect, test } from "vitest";
import { judgeLoader } from "./loader.ts";

const WORKFLOW = `- name: w
  index: DAX.I
  cfd: GER40.I
  enable: true
  conditions:
  - indicator: {name: ma50, ut: h4}
    close: {direction: below, ut: h1}
`;

const refused = { error: { type: "ValueError", message: "no" } };

test("a file that the reference refuses and we read disagrees, also one of no workflows", () => {
  const cases = [WORKFLOW, "[]\n"].map((yaml, index) => ({
    id: `case-${index}`,
    yaml,
    expected: refused,
  }));
  for (const outcome of judgeLoader({ cases })) {
    expect(outcome).toMatchObject({ ok: false });
    expect(outcome.deviates).toBeUndefined();
  }
});
