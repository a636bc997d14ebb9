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

test("a file that only the reference rejects is a disagreement, even without workflows", () => {
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

test("a UUID in capitals is the same id; a recorded decision writes it in lower case", () => {
  const id = "73F39E5F-87E2-4BA3-A430-91679C0690E6";
  const trigger = { ut: "h1", signal: "breakout", location: "lower", order_direction: "Sell" };
  const indicator = { name: "ma50", ut: "h4", value: null, zone_value: null };
  const close = { direction: "below", ut: "h1", spread: 0 };
  const loaded = {
    name: "w",
    index: "DAX.I",
    cfd: "GER40.I",
    end_date: null,
    enable: true,
    dry_run: false,
    is_us: false,
    id,
    conditions: [{ indicator, close, element: null }],
    trigger: { ...trigger, quantity: 0.1 },
  };
  const yaml = `${WORKFLOW}  id: ${id}\n`;
  const [outcome] = judgeLoader({ cases: [{ id: "a", yaml, expected: { workflows: [loaded] } }] });
  expect(outcome).toMatchObject({ ok: true, deviates: expect.stringContaining("0103") });
  const other = { ...loaded, id: "83F39E5F-87E2-4BA3-A430-91679C0690E6" };
  const [wrong] = judgeLoader({ cases: [{ id: "b", yaml, expected: { workflows: [other] } }] });
  expect(wrong).toMatchObject({ ok: false });
});
