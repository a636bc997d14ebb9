import { describe, expect, test } from "vitest";
import { formatWorkflowFile } from "./export.ts";
import { parseWorkflowFile } from "./import.ts";

const CONDITION =
  "{indicator: {name: ma50, ut: h4}, close: {direction: below, ut: h1, spread: 10}}";

/** A workflow file of one, with some of its lines replaced. */
function file(changes: Readonly<Record<string, string | null>> = {}): string {
  const fields: Readonly<Record<string, string | null>> = {
    name: "w",
    index: "DAX.I",
    cfd: "GER40.I",
    enable: "true",
    conditions: `[${CONDITION}]`,
    ...changes,
  };
  const lines = Object.entries(fields).flatMap(([key, value]) =>
    value === null ? [] : [`${key}: ${value}`],
  );
  return `- ${lines.join("\n  ")}\n`;
}

function only(text: string) {
  const { workflows, errors } = parseWorkflowFile(text);
  expect(errors).toEqual([]);
  expect(workflows).toHaveLength(1);
  return workflows[0]?.draft;
}

describe("a workflow file", () => {
  test("yields drafts, with the reference's defaults for missing fields", () => {
    expect(only(file())).toEqual({
      name: "w",
      index: "DAX.I",
      cfd: "GER40.I",
      enable: true,
      dry_run: false,
      is_us: false,
      end_date: null,
      conditions: [
        {
          indicator: { name: "ma50", ut: "h4" },
          close: { direction: "below", ut: "h1", spread: 10 },
          element: null,
        },
      ],
      trigger: {
        ut: "h1",
        signal: "breakout",
        location: "lower",
        order_direction: "sell",
        quantity: 0.1,
        offset: 1,
      },
      notify: null,
      tags: [],
      match: "all",
      repeat: "every_run",
      announce: "once_per_episode",
    });
  });

  test("without a trigger buys on a break above", () => {
    const above = CONDITION.replace("below", "above");
    expect(only(file({ conditions: `[${above}]`, trigger: "null" }))?.trigger).toMatchObject({
      location: "higher",
      order_direction: "buy",
    });
  });

  test.each([
    ['"2026-12-31"', "2026-12-31"],
    ["2026/12/31", "2026-12-31"],
    ["'2026-4-1'", "2026-04-01"],
    ["~", null],
    ["''", null],
  ])("accepts the end date %s", (written, end_date) => {
    expect(only(file({ end_date: written }))?.end_date).toBe(end_date);
  });

  test.each(["2026-12-31", "tomorrow", "'2026-02-30'", "'2026-12-31T00:00:00'", "20261231"])(
    "rejects the end date %s",
    (written) => {
      const [error] = parseWorkflowFile(file({ end_date: written })).errors;
      expect(error).toMatchObject({ line: 6, workflow: "w", field: "end_date", kind: "format" });
    },
  );

  test("accepts words in any case and numbers written as text", () => {
    const conditions =
      "[{indicator: {name: ZONE, ut: Daily, value: '80', zone_value: 1e2}, close: {direction: Above, ut: H1, spread: '4'}, element: HIGH}]";
    expect(only(file({ conditions }))?.conditions[0]).toEqual({
      indicator: { name: "zone", ut: "daily", value: 80, zone_value: 100 },
      close: { direction: "above", ut: "h1", spread: 4 },
      element: "high",
    });
  });

  test("keeps an id of Bellwether and reports a foreign one", () => {
    const id = "0b1a3a52-6a52-4a5e-9d0b-6a2d8b6c7f10";
    expect(parseWorkflowFile(file({ id })).workflows[0]).toMatchObject({ id, foreign_id: null });
    expect(parseWorkflowFile(file({ id: "wf-1" })).workflows[0]).toMatchObject({
      id: null,
      foreign_id: "wf-1",
    });
    expect(parseWorkflowFile(file()).workflows[0]).toMatchObject({ id: null, foreign_id: null });
  });

  test("may be empty", () => {
    expect(parseWorkflowFile("[]")).toEqual({ workflows: [], errors: [], warnings: [] });
    expect(parseWorkflowFile("{}")).toEqual({ workflows: [], errors: [], warnings: [] });
  });
});

describe("an error in a workflow file", () => {
  test("is reported with its line, workflow and field, together with all others", () => {
    const bad = file({ name: "second", enable: "maybe", index: "12:30", cfd: null });
    const { workflows, errors } = parseWorkflowFile(file() + bad);
    expect(workflows.map(({ draft }) => draft.name)).toEqual(["w"]);
    expect(errors.map(({ line, workflow, field }) => [line, workflow, field])).toEqual([
      [6, "second", "cfd"],
      [7, "second", "index"],
      [8, "second", "enable"],
    ]);
    expect(errors[1]?.reason).toBe("is read by YAML as 750: put it in quotes");
  });

  test("does not hide the other workflows", () => {
    const text = file({ name: "a" }) + file({ name: "b", conditions: "5" }) + file({ name: "c" });
    const { workflows, errors } = parseWorkflowFile(text);
    expect(workflows.map(({ draft }) => draft.name)).toEqual(["a", "c"]);
    expect(errors.map(({ workflow }) => workflow)).toEqual(["b"]);
  });

  test.each([
    [
      "two conditions without a choice",
      { conditions: `[${CONDITION}, ${CONDITION}]` },
      "does not say",
    ],
    ["no condition", { conditions: "[]" }, "has 1 to 5 conditions"],
    [
      "a level without its value",
      { conditions: `[${CONDITION.replace("ma50", "polarite")}]` },
      "polarite needs it",
    ],
    [
      "a number that is NaN",
      { conditions: `[${CONDITION.replace("10", ".nan")}]` },
      "must be a finite number",
    ],
    [
      "a line in capitals",
      { conditions: `[${CONDITION.replace("ma50", "Inclined")}]` },
      "must be written inclined",
    ],
    ["text for a yes or no", { enable: "y" }, 'is "y"; it can be true or false'],
    ["a list for a name", { name: "[w]" }, "read by YAML as a list"],
  ])("is reported for %s, which only the reference accepts", (_, changes, reason) => {
    const [error] = parseWorkflowFile(file(changes)).errors;
    expect(error?.kind).toBe("domain");
    expect(error?.reason).toContain(reason);
  });

  test.each([
    ["a missing field", { name: null }, "is missing"],
    [
      "an unknown word",
      { conditions: `[${CONDITION.replace("ma50", "ma20")}]` },
      'is "ma20"; it can be ma7',
    ],
    ["text for a number", { conditions: `[${CONDITION.replace("10", "abc")}]` }, "is not a number"],
    ["an empty trigger", { trigger: "{}" }, "is missing"],
  ])("is reported for %s, as in the reference", (_, changes, reason) => {
    const [error] = parseWorkflowFile(file(changes)).errors;
    expect(error?.kind).toBe("format");
    expect(error?.reason).toContain(reason);
  });

  test("is reported for a day that does not exist, in any field", () => {
    for (const date of ["2024-13-01", "2024-02-30", "0000-01-01"]) {
      expect(parseWorkflowFile(file({ note: date })).errors[0]?.reason).toContain("calendar");
    }
    expect(parseWorkflowFile(file({ end_date: "'0000-01-01'" })).errors).toHaveLength(1);
    expect(parseWorkflowFile(file({ created_at: "2024-02-29" })).errors).toEqual([]);
  });

  test.each(["{}", "''"])(
    "is reported for conditions of %s, which only the reference accepts",
    (written) => {
      expect(parseWorkflowFile(file({ conditions: written })).errors).toMatchObject([
        { field: "conditions", kind: "domain" },
      ]);
    },
  );

  test.each([
    ["dryrun", "true", "did you mean dry_run"],
    ["Enable", "true", "did you mean enable"],
    ["end_dat", "'2026-12-31'", "did you mean end_date"],
    ["end_tade", "'2026-12-31'", "did you mean end_date"],
    ["dyr_run", "true", "did you mean dry_run"],
    ["remark", "'mine'", "is not a known field; write comments after a #"],
    ["trigger", "{ut: h1, size: 2}", "is not a known field"],
  ])("is reported for an unknown field: %s: %s", (field, written, reason) => {
    const { errors } = parseWorkflowFile(file({ [field]: written }));
    expect(errors.map((error) => error.reason).join()).toContain(reason);
  });

  test("is reported for an unknown field of a condition, with its path", () => {
    const misspelt = CONDITION.replace("spread", "spred");
    expect(parseWorkflowFile(file({ conditions: `[${misspelt}]` })).errors).toMatchObject([
      { field: "conditions[0].close.spred", reason: "is not a known field: did you mean spread?" },
    ]);
  });

  test("is not reported for fields of the reference's files that Bellwether does not use", () => {
    expect(only(file({ comment: "'mine'", created_at: "'2024-01-01'" }))?.name).toBe("w");
  });

  test.each([
    ["spread: 0,5", "conditions[0].close.5"],
    ["spread: 18,500", "conditions[0].close.500"],
    ["spread: 1, true: 2", "conditions[0].close.true"],
    ["spread: 1, ~: 2", "conditions[0].close.empty"],
    ["spread: 1, 2024-04-01: 2", "conditions[0].close.the date 2024-04-01"],
  ])("is reported for a comma or another key that is not text: {%s}", (written, field) => {
    const conditions = `[${CONDITION.replace("spread: 10", written)}]`;
    expect(parseWorkflowFile(file({ conditions })).errors).toMatchObject([
      { line: 5, field, kind: "domain" },
    ]);
  });

  test("is reported for a decimal comma in block style and in quotes", () => {
    const conditions = `[${CONDITION.replace("10", "'0,5'")}]`;
    expect(parseWorkflowFile(file({ conditions })).errors).toMatchObject([
      { reason: 'is not a number: "0,5"; write decimals with a point and no commas' },
    ]);
  });

  test("is reported by the field checks, the schema and the check of names in one pass", () => {
    const changes = {
      enable: "y",
      conditions: `[${CONDITION.replace("10", "-1").replace("ma50", "polarite")}, ${CONDITION}]`,
      trigger: "{ut: h1, signal: breakout, location: up, order_direction: sell, quantity: -2}",
      end_dat: "~",
    };
    const { errors } = parseWorkflowFile(file({ name: '"a\\x1b[2J"', ...changes }));
    expect(errors.map(({ field, reason }) => [field, reason])).toEqual([
      ["name", "holds the character U+001B, which cannot be shown on one line"],
      ["enable", 'is "y"; it can be true or false'],
      ["conditions[0].indicator.value", "is missing: polarite needs it"],
      ["conditions[0].close.spread", "must not be negative"],
      ["conditions", expect.stringContaining("are 2, and the file does not say how they combine")],
      ["trigger.location", 'is "up"; it can be higher, lower'],
      ["trigger.quantity", "must not be negative"],
      ["end_dat", "is not a known field: did you mean end_date?"],
    ]);
  });

  test("is not reported beyond a limit when a file has nothing but errors", () => {
    const keys = Array.from({ length: 20_000 }, (_, nth) => `k${nth}: 1`).join(", ");
    const conditions = `conditions: [${"{},".repeat(100_000)}]`;
    for (const text of ["- {}\n".repeat(2_000), `- {${keys}}`, `- {name: w, ${conditions}}`]) {
      const { errors } = parseWorkflowFile(text);
      expect(errors).toHaveLength(1_001);
      expect(errors.at(-1)?.reason).toContain("nothing below is read");
    }
    for (const text of ["]".repeat(200_000), "{}".repeat(100_000)]) {
      expect(parseWorkflowFile(text).errors).toHaveLength(1);
    }
  });

  test.each(["[", "[,", "{a: ", "{[,", "- ", "? ", "a: ", "- [&a "])(
    "is reported at once for a megabyte that nests too deeply: %s",
    (opening) => {
      const text = `# a comment\n${opening.repeat(1_000_000 / opening.length)}`;
      expect(parseWorkflowFile(text).errors).toMatchObject([
        { line: 2, reason: "not readable: values are nested too deeply" },
      ]);
    },
  );

  test.each(["\r\n", "\r"])("does not depend on how lines end: %j", (end) => {
    const text = (file() + file({ name: "w", dyr_run: "true" })).replaceAll("\n", end);
    expect(parseWorkflowFile(text)).toMatchObject({
      workflows: [{ draft: { name: "w" } }],
      errors: expect.arrayContaining([expect.objectContaining({ line: 11, field: "dyr_run" })]),
    });
  });

  test.each([
    ["dry_run: true, dry_run: false", "dry_run"],
    ["trigger: {}, trigger: ~", "trigger"],
  ])("is reported for a field that is written twice: %s", (written, field) => {
    const text = `- {name: w, index: a, cfd: a, enable: true, conditions: [${CONDITION}], ${written}}\n`;
    expect(parseWorkflowFile(text).errors).toMatchObject([
      { line: 1, field, reason: "is written more than once: remove all but one" },
    ]);
  });

  test.each(["dry_r\u0443n", "dry\u200b_run", "DRY_RUN", "dry run", "dry-run", "\uff44ry_run"])(
    "is reported for the look-alike field %j",
    (field) => {
      expect(parseWorkflowFile(file({ [field]: "true" })).errors).toMatchObject([
        { reason: expect.stringContaining("is not a known field") },
      ]);
    },
  );

  test.each([
    [
      "- name: DAX: back\n",
      "a second colon in the line: put the value in quotes, at column 9 of `- name: DAX: back`",
    ],
    [
      "- name: w\n index: DAX.I\n",
      "the indentation does not match the lines above, at column 1 of `index: DAX.I`",
    ],
    [
      "- name: @home\n",
      "a value that begins with a special character: put it in quotes, at column 9 of `- name: @home`",
    ],
    ["- {name: w]\n", "a bracket that is not closed"],
    ["- {name: w\n- name: b\n", "a bracket that is not closed"],
    ["- {name: w}}\n", "a closing bracket without an opening one"],
    ["- {name: w,, index: a}\n", "a comma without a value before it"],
    ["- [a,,b]\n", "a comma without a value before it"],
    ['- {name: "w"index: a}\n', "text after the end of a value"],
    ["- name: w\nindex: a\n", "the indentation does not match the lines above"],
    ["- name: w\n    index: a\n", "the line below is indented further than this one"],
    ["conditions: - a\n", "a list on the line of its field: begin it below"],
    ["- name: w\n  enable\n  index: a\n", "the name of a field without a colon after it"],
    ["- name: w\n  enable true\n", "a field without a colon and a value"],
    ['- name: "w" x\n', "text after the end of a value: put the whole value in quotes"],
    ['- name: "a\\qb"\n', "an unknown escape in double quotes: use single quotes"],
    ["- name: *\n", "a * or & without a name: put the value in quotes"],
    ["- &a &b name: w\n", "two anchors (&) on one value"],
    ["- name: !x !y w\n", "two tags (!) on one value"],
    ["- name: | w\n", "text after the end of a value: put the whole value in quotes"],
    ["%x\n- name: w\n", "a line that begins with %: put its value in quotes"],
    ["- name: w\n  [a]: x\n", "a value that begins with a special character: put it in quotes"],
    [`- ${"k".repeat(1_100)}: 1\n`, "the name of a field has more than 1,024 characters"],
  ])("is reported in plain words, with the column and the line, for %j", (text, reason) => {
    const found = parseWorkflowFile(text).errors[0]?.reason ?? "";
    expect(found.startsWith(`not readable: ${reason}`)).toBe(true);
    expect(found).toMatch(/, at column \d+ of `.+`$/);
    expect(found.length).toBeLessThan(300);
  });

  test("is reported in plain words for each line that is indented with no-break spaces", () => {
    const conditions = "\n    - a: b\n      c: d";
    const text = file({ conditions, trigger: "\n    ut: h1" }).replaceAll(/^ {2}\b/gm, "\u00a0 ");
    const reasons = parseWorkflowFile(text).errors.map(({ reason }) => reason);
    expect(reasons.length).toBeGreaterThan(1);
    for (const reason of reasons) expect(reason).toMatch(/^not readable: the indentation does not/);
  });

  test.each([
    ["- {name: w\n", "a bracket that is not closed"],
    ["- name: 'w\n", "a quote that is not closed"],
  ])("is reported in plain words at the end of the file for %j", (text, reason) => {
    expect(parseWorkflowFile(text).errors[0]?.reason).toBe(`not readable: ${reason}`);
  });

  test.each([
    ["- name: DAX: back\n- name: @home\n- name: fine\n- name: S&P: up\n", [1, 2, 4]],
    ["- {end_date: 2026-02-30, a: !!binary x}\n- {end_date: 2026-13-01}\n", [1, 1, 2]],
  ])("is reported for each line that is not YAML, in one pass: %j", (text, lines) => {
    expect(parseWorkflowFile(text).errors.map(({ line }) => line)).toEqual(lines);
  });

  test("is reported for a file that is not a list of workflows", () => {
    expect(parseWorkflowFile("- a: [1,\n").errors[0]).toMatchObject({ workflow: null });
    expect(parseWorkflowFile("name: w\n").errors[0]?.reason).toContain("a list of workflows");
    expect(parseWorkflowFile("").errors).toHaveLength(1);
    expect(parseWorkflowFile("[]\n---\n[]\n").errors[0]?.reason).toContain("one document");
    expect(parseWorkflowFile("- !!python/object:os.system x\n").errors[0]?.reason).toContain("tag");
  });
});

test("anchors and merges are read, and an anchor that contains itself is rejected", () => {
  const shared = `- &base\n  ${file().slice(2)}`;
  const merged = parseWorkflowFile(`${shared}- <<: *base\n  name: other\n`);
  expect(merged.errors).toEqual([]);
  expect(merged.workflows.map(({ draft }) => draft.name)).toEqual(["w", "other"]);
  const both = `- &other {name: b, cfd: FRA40.I}\n${shared}- {<<: [*other, *base]}\n`;
  expect(parseWorkflowFile(both).workflows[1]?.draft).toMatchObject({ name: "b", index: "DAX.I" });
  const twice = `${shared}- <<: *base\n  <<: {name: b}\n`;
  expect(parseWorkflowFile(twice).workflows[1]?.draft.name).toBe("b");
  expect(parseWorkflowFile(`${shared}- <<: [[*base]]\n`).errors[0]?.reason).toContain("merged");
  expect(parseWorkflowFile("- &a [*a]\n").errors[0]?.reason).toContain("contains itself");
  expect(parseWorkflowFile("- *nowhere\n").errors[0]?.reason).toContain("no anchor");
});

test("tags of plain types are read as PyYAML reads them", () => {
  const spreadOf = (written: string) =>
    only(file({ conditions: `[${CONDITION.replace("10", written)}]` }))?.conditions[0].close.spread;
  expect(spreadOf('!!float "1e3"')).toBe(1_000);
  expect(spreadOf("! 5")).toBe(5);
  expect(only(file({ name: "!!str 5", created_at: "!!timestamp '2024-04-01'" }))?.name).toBe("5");
});

test.each([
  [
    "shared conditions",
    (nth: number) => `- {name: w${nth}, index: a, cfd: b, enable: on, conditions: *c}`,
  ],
  ["a merged workflow", (nth: number) => `- {<<: *w, name: w${nth}}`],
])("thousands of workflows that differ from %s only by name are read", (_, entry) => {
  const first = `- &w\n  ${file({ conditions: `&c [${CONDITION}]` }).slice(2)}`;
  const others = Array.from({ length: 2_000 }, (__, nth) => entry(nth));
  const { workflows, errors } = parseWorkflowFile(`${first}${others.join("\n")}\n`);
  expect(errors).toEqual([]);
  expect(workflows).toHaveLength(2_001);
});

test.each([
  [
    "aliases of aliases",
    () => {
      const levels = Array.from(
        { length: 12 },
        (_, nth) => `- &a${nth + 1} [*a${nth},*a${nth},*a${nth},*a${nth}]`,
      );
      return ["- &a0 [x,x,x,x]", ...levels].join("\n");
    },
  ],
  [
    "merges of a large mapping",
    () => {
      const fields = Array.from({ length: 5_000 }, (_, nth) => `k${nth}: 1`).join(", ");
      return `- &a {${fields}}\n- {${"<<: *a, ".repeat(10_000)}x: 1}\n`;
    },
  ],
])("%s are rejected before they use time or memory", (_, bomb) => {
  expect(parseWorkflowFile(bomb()).errors).toMatchObject([
    { reason: expect.stringContaining("expand to too many values") },
  ]);
});

test.each(["\u0000", "\u001b[2J", "a\nb", "\u2028b", "\u202eb", "\u2066b", "\ufffd"])(
  "a name that contains %j is rejected",
  (name) => {
    expect(parseWorkflowFile(file({ name: JSON.stringify(`x${name}x`) })).errors).toMatchObject([
      { field: "name", reason: expect.stringContaining("cannot be shown on one line") },
    ]);
  },
);

test.each(["yes", "<<"])("an exported file quotes %s and omits stored fields", (name) => {
  const draft = only(file({ name: `"${name}"` }));
  expect(draft?.name).toBe(name);
  const exported = draft === undefined ? "" : formatWorkflowFile([draft]);
  expect(exported).toContain(`name: "${name}"`);
  expect(exported).toContain('index: "DAX.I"');
  expect(exported).not.toContain("version");
});
