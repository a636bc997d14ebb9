import { randomUUID } from "node:crypto";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { decodeInstants, problemSchema, workflowDetailSchema } from "@bellwether/core/api";
import { INVISIBLE, UNPRINTABLE } from "@bellwether/core/text";
import { workflowDraftSchema } from "@bellwether/core/workflow";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { orderStore } from "../adapter/dynamodb/order-store.ts";
import { createTables } from "../adapter/dynamodb/table.ts";
import { tableNames } from "../adapter/dynamodb/table-definition.ts";
import { workflowStore } from "../adapter/dynamodb/workflow-store.ts";
import { aDraft } from "../testing/sample.ts";
import { apiHarness, type Reply } from "./api-harness.ts";

/** Inputs a property. By hand, 20,000 of each: 155 seconds, and nothing was found. */
const numRuns = Number(process.env["BAD_INPUT_RUNS"] ?? 200);
const timeout = 120_000 + numRuns * 50;

const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
const documents = documentClient(client);
const names = tableNames(`${randomUUID()}-`);
const { send } = apiHarness({
  workflows: workflowStore({ documents, names }),
  orders: orderStore({ documents, names }),
});
beforeAll(() => createTables(client, names));
afterAll(() => client.destroy());

const written = async () => {
  const tables = [names.workflows, names.workflow_names, names.workflow_orders];
  const scans = tables.map((TableName) => documents.send(new ScanCommand({ TableName })));
  return (await Promise.all(scans)).reduce((sum, { Count = 0 }) => sum + Count, 0);
};

/** The fields a refusal names. Throws unless it is a problem of the client's making. */
function refusedFields({ status, json, text }: Reply): string[] {
  const problem = problemSchema.parse(json);
  expect(problem.status).toBe(status);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(text).not.toMatch(/\bat .*:\d+|node_modules|Error:/);
  return (problem.errors ?? []).map(({ field }) => field);
}

type Path = readonly (string | number)[];

const UNPRINTABLE_TEXTS = [
  "a\0b",
  "a\u001b[2Jb",
  "a\nb",
  "a\u009bb",
  "a\u2028b",
  "a\u202eb",
  "a\u2067b",
];

/** Each place of a draft, and values that cannot stand there. */
const wrongAt: [Path, readonly unknown[]][] = [
  [["name"], ["", "  ", "x".repeat(201), 7, null, [], {}, ...UNPRINTABLE_TEXTS]],
  [["index"], ["", " ", "x".repeat(101), 0, null, ...UNPRINTABLE_TEXTS]],
  [["cfd"], ["", false, null, ...UNPRINTABLE_TEXTS]],
  [["enable"], ["true", 1, null]],
  [["dry_run"], ["no", 0, null]],
  [["is_us"], ["", null, []]],
  [["end_date"], ["2026-13-01", "2026/12/31", "tomorrow", 20_261_231, true]],
  [["repeat"], ["always", null, 1]],
  [["announce"], ["never", null, 1]],
  [["conditions"], [[], null, {}, "one"]],
  [
    ["conditions", 0],
    [null, [], "ma50"],
  ],
  [
    ["conditions", 0, "element"],
    ["open", 1, false],
  ],
  [
    ["conditions", 0, "close"],
    [null, "below", []],
  ],
  [
    ["conditions", 0, "close", "direction"],
    ["under", null, 1],
  ],
  [
    ["conditions", 0, "close", "ut"],
    ["h2", "", null],
  ],
  [
    ["conditions", 0, "close", "spread"],
    [-1, "10", null, 1e200, 1e-200],
  ],
  [
    ["conditions", 0, "indicator"],
    [null, "ma50", []],
  ],
  [
    ["conditions", 0, "indicator", "name"],
    ["ma51", null, 50],
  ],
  [
    ["conditions", 0, "indicator", "ut"],
    ["1h", null, 1],
  ],
  [["trigger"], [null, [], "breakout"]],
  [
    ["trigger", "signal"],
    ["cross", null],
  ],
  [
    ["trigger", "location"],
    ["above", null],
  ],
  [
    ["trigger", "order_direction"],
    ["BUY", "", null],
  ],
  [
    ["trigger", "quantity"],
    [-0.1, "1", null, 1e300, 1e-300],
  ],
  [
    ["trigger", "offset"],
    [-1, "1", null],
  ],
];
const objects: Path[] = [
  [],
  ["conditions", 0],
  ["conditions", 0, "close"],
  ["conditions", 0, "indicator"],
  ["trigger"],
];
const required = wrongAt
  .map(([path]) => path)
  .filter(
    (path) =>
      !/dry_run|is_us|end_date|repeat|announce|element|spread|offset|\.0$/.test(path.join(".")),
  );

function changed(path: Path, change: (place: Record<string, unknown>, key: string) => void) {
  const body: unknown = structuredClone(aDraft({ name: `Malformed ${randomUUID()}` }));
  const place = path
    .slice(0, -1)
    .reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), body);
  change(place as Record<string, unknown>, String(path.at(-1)));
  return { body, field: path.join(".") };
}

const wrongValue = fc
  .constantFrom(...wrongAt)
  .chain(([path, values]) => fc.constantFrom(...values).map((value) => ({ path, value })))
  .map(({ path, value }) =>
    changed(path, (place, key) => {
      place[key] = value;
    }),
  );
const missingField = fc.constantFrom(...required).map((path) =>
  changed(path, (place, key) => {
    delete place[key];
  }),
);
const unknownField = fc
  .tuple(
    fc.constantFrom(...objects),
    fc.string({ minLength: 1 }).map((name) => `x-${name}`),
  )
  .map(([path, name]) =>
    changed([...path, name], (place, key) => {
      place[key] = 1;
    }),
  );

const refuses = async ({ body, field }: { body: unknown; field: string }) => {
  const fields = refusedFields(await send("/workflows", { method: "POST", body }));
  expect(fields).toContain(field);
  const headers = { "if-match": '"1"' };
  const put = await send(`/workflows/${randomUUID()}`, { method: "PUT", headers, body });
  expect(refusedFields(put)).toContain(field);
};

describe("malformed requests", () => {
  it("are rejected with the name of the field, and write nothing", { timeout }, async () => {
    const input = fc.oneof(wrongValue, missingField, unknownField);
    await fc.assert(fc.asyncProperty(input, refuses), { numRuns });
    expect(await written()).toBe(0);
  });

  it("may have any JSON or text as their body", { timeout }, async () => {
    const whole = JSON.stringify(aDraft());
    const input = fc.oneof(
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.string({ unit: "binary" }),
      fc.nat(whole.length - 1).map((end) => whole.slice(0, end)),
      fc.nat(20_000).map((depth) => "[".repeat(depth)),
    );
    await fc.assert(
      fc.asyncProperty(input, async (body) => {
        expect(refusedFields(await send("/workflows", { method: "POST", body }))).not.toEqual([]);
      }),
      { numRuns },
    );
    expect(await written()).toBe(0);
  });

  it("may have any query and any headers", { timeout }, async () => {
    const text = fc.string({ unit: "binary" }).filter((value) => !/^[1-9]\d?$/.test(value));
    const input = fc.oneof(
      fc.record({ field: fc.constantFrom("limit", "cursor"), value: text }),
      fc.record({
        field: fc.constant("If-Match"),
        value: fc.string().filter((value) => !/^\s*((W\/)?("?)\d+\3|\*)?\s*$/.test(value)),
      }),
    );
    await fc.assert(
      fc.asyncProperty(input, async ({ field, value }) => {
        const reply =
          field === "If-Match"
            ? await send(`/workflows/${randomUUID()}`, {
                method: "DELETE",
                headers: { "if-match": value },
              })
            : await send(`/workflows/${randomUUID()}/orders?${field}=${encodeURIComponent(value)}`);
        expect(refusedFields(reply)).toEqual([field]);
      }),
      { numRuns },
    );
  });

  it("may have any id", { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", minLength: 1, maxLength: 300 }), async (id) => {
        const path = encodeURIComponent(id).replace(/^\.+$/, "%00");
        for (const address of [`/workflows/${path}`, `/orders/${path}`]) {
          expect(refusedFields(await send(address))).toEqual([]);
          expect(refusedFields(await send(address, { method: "DELETE" }))).toEqual([]);
        }
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });
});

const text = (maxLength: number) =>
  fc
    .string({ unit: "binary", minLength: 1, maxLength })
    .map((value) => `${value}x`)
    .filter((value) => !UNPRINTABLE.test(value));

const code = text(50).filter((value) => !INVISIBLE.test(value));

describe("a valid draft", () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-100, max: 1e100 }),
    fc.constantFrom(0, 1e-100, 1e100, 1e16, 5e-5, Number.MAX_SAFE_INTEGER + 1),
  );
  const draft = fc
    .record({ name: text(20), index: code, quantity: number, spread: number, level: number })
    .map(({ name, index, quantity, spread, level }) => {
      const base = aDraft({ name: `${randomUUID()} ${name}`, index });
      const [condition] = base.conditions;
      return {
        ...base,
        conditions: [
          {
            ...condition,
            indicator: { name: "zone", ut: "h4", value: -level, zone_value: level },
            close: { ...condition.close, spread },
          },
        ],
        trigger: { ...base.trigger, quantity },
      };
    });

  it("is stored unchanged, whatever its text and numbers", { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(draft, async (body) => {
        const created = await send("/workflows", { method: "POST", body });
        expect(created.status).toBe(201);
        const { id } = workflowDetailSchema.parse(decodeInstants(created.json));
        const { json } = await send(`/workflows/${id}`);
        const read = workflowDetailSchema.parse(decodeInstants(json));
        const given = workflowDraftSchema.parse(body);
        expect(workflowDraftSchema.parse(read)).toEqual(JSON.parse(JSON.stringify(given)));
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });
});
