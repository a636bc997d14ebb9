/** Samples the golden files into the small fixture that a bare clone tests against:
 *
 *      node --import tsx packages/verify/src/conformance/fixture-sample.ts GOLDEN_DIR
 *
 *  Synthetic cases only: the real candles stay where they are. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "./agreement.ts";
import { FIXTURE_DIRECTORY, GOLDEN_FILES, isKind, judgeGolden, type Kind } from "./kinds.ts";

type Case = Readonly<Record<string, unknown>>;
type Golden = Readonly<{ cases: readonly Case[] } & Record<string, unknown>>;

/** Cases as small as possible of which together every trait is met at least once. */
function cover(
  cases: readonly Case[],
  traitsOf: (golden: Case) => readonly string[],
  limitBytes: number,
): Case[] {
  const smallestFirst = cases.toSorted((a, b) => sizeOf(a) - sizeOf(b));
  const met = new Set<string>();
  const chosen: Case[] = [];
  let bytes = 0;
  for (const golden of smallestFirst) {
    const fresh = traitsOf(golden).filter((trait) => !met.has(trait));
    if (fresh.length === 0 || bytes + sizeOf(golden) > limitBytes) continue;
    for (const trait of fresh) met.add(trait);
    chosen.push(golden);
    bytes += sizeOf(golden);
  }
  return chosen;
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value).length;
}

function tagsOf(golden: Case): string[] {
  return Array.isArray(golden["tags"]) ? golden["tags"].map(String) : [];
}

const SAMPLERS: Readonly<Record<Kind, (golden: Golden) => Golden>> = {
  indicators: ({ cases }) => ({
    cases: cover(
      cases.filter((golden) => golden["candles"] !== undefined),
      ({ expected, source }) => {
        const kind = isRecord(source) ? String(source["name"] ?? source["type"]) : "";
        const combo = isRecord(expected) && isRecord(expected["combo"]) ? expected["combo"] : {};
        return [
          kind.replace(/[\d.]+/g, ""),
          JSON.stringify([combo["direction"], combo["strength"]]),
        ];
      },
      76_000,
    ),
  }),
  candles: (golden) => {
    const rowsets = isRecord(golden["rowsets"]) ? golden["rowsets"] : {};
    const names = ["eu_cash_dst_2024-03-20", "us_one_missing_1300", "eu_empty"];
    const cases = cover(
      golden.cases.filter((each) => names.includes(String(each["rowset"]))),
      (each) => [
        [each["rowset"], each["ut"], each["weekly"], ...tagsOf(each)].join(),
        String(each["rowset"]) + String(each["date"]).slice(11),
      ],
      12_000,
    );
    return { rowsets: Object.fromEntries(names.map((name) => [name, rowsets[name]])), cases };
  },
  engine: ({ cases }) => ({
    cases: cover(
      cases.filter((golden) => !tagsOf(golden).includes("real_data")),
      (golden) => [...tagsOf(golden), tagsOf(golden).slice(0, 3).join()],
      48_000,
    ),
  }),
  fullstack: (golden) => ({
    families: isRecord(golden["families"]) ? mapValues(golden["families"], trimFamily) : {},
    cases: cover(
      golden.cases.filter((each) => /^2024-10-(25|28|29)/.test(String(each["now"]))),
      (each) => [[each["now"], ...tagsOf(each)].join()],
      22_000,
    ),
  }),
  loader: ({ cases }) => ({ cases }),
};

/** The half-hours around the ticks of the chosen cases; those that would need more are left out
 *  below, because they no longer agree. */
function trimFamily(family: unknown): unknown {
  if (!isRecord(family) || !isRecord(family["rows"])) return family;
  const rows = mapValues(family["rows"], (horizons) =>
    isRecord(horizons)
      ? mapValues(horizons, (all, horizon) =>
          Array.isArray(all)
            ? all.filter((row) => isRecord(row) && isKept(String(row["Time"]), horizon))
            : all,
        )
      : horizons,
  );
  return { ...family, rows };
}

function isKept(time: string, horizon: string): boolean {
  if (horizon === "30") return time >= "2024-10-18" && time < "2024-10-30";
  return time >= "2024-06-01" && time < "2024-10-31";
}

function mapValues(
  record: Readonly<Record<string, unknown>>,
  change: (value: unknown, key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, change(value, key)]),
  );
}

const source = process.argv[2];
if (source === undefined) throw new Error("usage: fixture-sample GOLDEN_DIR");
mkdirSync(FIXTURE_DIRECTORY, { recursive: true });
for (const [kind, file] of Object.entries(GOLDEN_FILES)) {
  if (!isKind(kind)) continue;
  const golden = SAMPLERS[kind](JSON.parse(readFileSync(join(source, file), "utf8")) as Golden);
  const judged = new Set(
    judgeGolden(kind, golden, source).flatMap((each) => (each.ok ? [each.case] : [])),
  );
  const cases = golden.cases.filter((each) => judged.has(String(each["id"])));
  const text = `${JSON.stringify({ ...golden, cases })}\n`;
  writeFileSync(join(FIXTURE_DIRECTORY, file), text);
  process.stderr.write(
    `${file}: ${cases.length} of ${golden.cases.length} cases, ${text.length} bytes\n`,
  );
}
