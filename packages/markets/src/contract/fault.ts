import type { TestReply } from "../http/test-server.ts";
import type { Chance } from "../simulated/chance.ts";

type Corrupt = (json: unknown) => unknown;

/** Faults of a market, or of the connection to it. `weight` is the relative frequency. */
const FAULTS: readonly { weight: number; apply: (body: string, chance: Chance) => TestReply }[] = [
  { weight: 3, apply: () => ({ status: 500, body: '{"Message":"oops"}' }) },
  { weight: 3, apply: () => page(503) },
  { weight: 2, apply: () => page(200) },
  { weight: 2, apply: () => ({ status: 502, body: "" }) },
  { weight: 2, apply: () => ({ status: 409, body: "" }) },
  { weight: 3, apply: (_, chance) => tooMany(Math.floor(chance.uniform() * 90)) },
  { weight: 2, apply: () => ({ status: 401, body: "" }) },
  { weight: 1, apply: () => ({ status: 403, body: '{"Message":"no access"}' }) },
  { weight: 1, apply: () => ({ status: 404, body: "" }) },
  { weight: 1, apply: () => ({ status: 418, headers: { "retry-after": "200" }, body: "{}" }) },
  { weight: 1, apply: () => ({ status: 302, headers: { location: "/elsewhere" }, body: "" }) },
  { weight: 1, apply: () => ok("") },
  {
    weight: 1,
    apply: (body) => ({ status: 200, headers: { "content-type": "text/plain" }, body }),
  },
  {
    weight: 1,
    apply: (body) => ({ status: 200, headers: { "content-encoding": "gzip" }, body }),
  },
  { weight: 2, apply: () => ({ fault: "reset" }) },
  { weight: 1, apply: () => ({ fault: "silent" }) },
  { weight: 3, apply: (body) => ({ fault: "cut-off", body }) },
  {
    weight: 3,
    apply: (body, chance) => ok(body.slice(0, Math.floor(chance.uniform() * body.length))),
  },
  { weight: 2, apply: () => ok('{"unexpected":true}') },
  { weight: 2, apply: () => ok("null") },
  { weight: 3, apply: (body) => rewritten(body, () => []) },
  { weight: 2, apply: (body) => rewritten(body, (rows) => [...rows, ...rows.slice(-1)]) },
  { weight: 2, apply: (body) => rewritten(body, swapLastTwo) },
  {
    weight: 2,
    apply: (body) =>
      rewritten(
        body,
        withLast(() => null),
      ),
  },
  { weight: 2, apply: (body) => rewritten(body, withLast(zeroPrices)) },
  { weight: 1, apply: (body) => rewritten(body, withLast(negativePrices)) },
  { weight: 2, apply: (body) => rewritten(body, withLast(upsideDown)) },
  { weight: 2, apply: (body) => rewritten(body, withLast(textForNumbers)) },
];

/** Returns the answer, or with this probability the answer altered by a random fault. */
export function withFault(answer: TestReply, chance: Chance, probability: number): TestReply {
  if (chance.uniform() >= probability || !("status" in answer)) return answer;
  const total = FAULTS.reduce((sum, { weight }) => sum + weight, 0);
  let point = chance.uniform() * total;
  const fault = FAULTS.find(({ weight }) => (point -= weight) < 0);
  return fault?.apply(answer.body, chance) ?? answer;
}

/** Removes the rows with this probability, as a market that has lost its history would. */
export function withoutRows(answer: TestReply, chance: Chance, probability: number): TestReply {
  if (chance.uniform() >= probability || !("status" in answer)) return answer;
  return rewritten(answer.body, () => []);
}

function ok(body: string): TestReply {
  return { status: 200, body };
}

function page(status: number): TestReply {
  return { status, headers: { "content-type": "text/html" }, body: "<h1>Maintenance</h1>" };
}

function tooMany(seconds: number): TestReply {
  return { status: 429, headers: { "retry-after": String(seconds) }, body: "" };
}

/** Changes the rows of an answer that has rows: an array, or the `Data` of an object. */
function rewritten(body: string, change: (rows: readonly unknown[]) => unknown[]): TestReply {
  const json: unknown = JSON.parse(body);
  if (Array.isArray(json)) return ok(JSON.stringify(change(json)));
  if (typeof json === "object" && json !== null && "Data" in json && Array.isArray(json.Data)) {
    return ok(JSON.stringify({ ...json, Data: change(json.Data) }));
  }
  return ok(body);
}

function swapLastTwo(rows: readonly unknown[]): unknown[] {
  return rows.length < 3 ? [] : [...rows.slice(0, -2), rows.at(-1), rows.at(-2)];
}

function withLast(corrupt: Corrupt): (rows: readonly unknown[]) => unknown[] {
  return (rows) => (rows.length === 0 ? [] : [...rows.slice(0, -1), corrupt(rows.at(-1))]);
}

/** Changes all fields of a row except the first, its time. */
function eachPrice(row: unknown, change: (value: unknown, index: number) => unknown): unknown {
  if (Array.isArray(row)) return row.map((value, i) => (i === 0 ? value : change(value, i)));
  return Object.fromEntries(
    Object.entries(row ?? {}).map(([key, value], i) => [key, i === 0 ? value : change(value, i)]),
  );
}

function zeroPrices(row: unknown): unknown {
  return eachPrice(row, (value) => (typeof value === "string" ? "0.00000000" : 0));
}

function negativePrices(row: unknown): unknown {
  return eachPrice(row, (value) => (typeof value === "string" ? "-1.00000000" : -1));
}

function textForNumbers(row: unknown): unknown {
  return eachPrice(row, () => "n/a");
}

/** Sets the high (with quotes, the highs of bid and ask) below the low. */
function upsideDown(row: unknown): unknown {
  if (Array.isArray(row)) return eachPrice(row, (value, i) => (i === 2 ? "0.00000001" : value));
  return Object.fromEntries(
    Object.entries(row ?? {}).map(([key, value]) => [key, key.startsWith("High") ? 0.001 : value]),
  );
}
