import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import {
  completeParts,
  type DecisionStore,
  MAX_RANGES,
  type Range,
  type WorkflowDecision,
  type WorkflowsDecided,
} from "@bellwether/core/signal";
import { DAY_SECONDS, dayOf, type Instant, toIsoDate } from "@bellwether/core/time";
import * as z from "zod";
import { earlierDecisions, earlierItemSchema } from "./earlier-packed-decisions.ts";
import { packDecisions, unpackDecisions } from "./packed-decisions.ts";
import { orStoreError } from "./store-error.ts";
import type { TableNames } from "./table-definition.ts";

const LIFETIME_SECONDS = 30 * DAY_SECONDS;
/** Parts of one run: more than 100,000 workflows. */
const MAX_PARTS = 1_000;
/** Parts of one range of a divided run. */
const MAX_RANGE_PARTS = MAX_PARTS / MAX_RANGES;
/** Parts that the newest run usually has; a larger run takes another page. */
const PAGE_PARTS = 12;

/** The tick and the part are in the key alone: at ten workflows each attribute takes a byte or two of
 *  a decision. The name of the packed decisions is short for the same reason. */
const itemSchema = z.object({
  tick_part: z.int().nonnegative(),
  p: z.instanceof(Uint8Array),
});

type StoredPart = Readonly<{
  tick: Instant;
  part: number;
  parts: number;
  range?: Range;
  decisions: readonly WorkflowDecision[];
}>;

type Deps = Readonly<{ documents: DynamoDBDocumentClient; names: Pick<TableNames, "decisions"> }>;

/** What every run decided: an item a part, a partition a day (UTC, of the tick). */
export function decisionStore(deps: Deps): DecisionStore {
  return {
    put: (decided) => orStoreError(put(deps, decided)),
    read: (tick) => orStoreError(read(deps, tick)),
    newest: (asOf) => orStoreError(newest(deps, asOf)),
  };
}

async function put({ documents, names }: Deps, decided: WorkflowsDecided): Promise<void> {
  const { tick, part, parts, range, decisions } = decided;
  const place = (range?.index ?? 0) * MAX_RANGE_PARTS + part;
  await documents.send(
    new PutCommand({
      TableName: names.decisions,
      Item: {
        day: toIsoDate(dayOf(tick)),
        tick_part: tick * MAX_PARTS + place,
        p: packDecisions({ parts, ranges: range?.count ?? 0 }, decisions),
        ttl: tick + LIFETIME_SECONDS,
      } satisfies z.infer<typeof itemSchema> & Record<string, unknown>,
    }),
  );
}

/** The part that an item holds; null if it cannot be read. */
function partIn(item: Readonly<Record<string, unknown>>): StoredPart | null {
  const earlier = earlierItemSchema.safeParse(item);
  if (earlier.success) {
    const { tick, part, parts, range } = earlier.data;
    const decisions = earlierDecisions(earlier.data);
    return { tick, part, parts, ...(range !== undefined && { range }), decisions };
  }
  const stored = itemSchema.safeParse(item);
  const unpacked = stored.success ? unpackDecisions(stored.data.p) : null;
  if (!stored.success || unpacked === null) return null;
  const { parts, ranges, decisions } = unpacked;
  const tick = Math.floor(stored.data.tick_part / MAX_PARTS);
  const place = stored.data.tick_part % MAX_PARTS;
  if (ranges === 0) return { tick, part: place, parts, decisions };
  const range = { index: Math.floor(place / MAX_RANGE_PARTS), count: ranges };
  return { tick, part: place % MAX_RANGE_PARTS, parts, range, decisions };
}

async function read(deps: Deps, tick: Instant): Promise<readonly WorkflowDecision[]> {
  return (await partsOf(deps, tick)).flatMap(({ decisions }) => decisions);
}

/** One query, usually: the newest parts of the day, newest run first. */
async function newest(deps: Deps, asOf: Instant): ReturnType<DecisionStore["newest"]> {
  for (const day of [dayOf(asOf), dayOf(asOf) - 1]) {
    const { items } = await query(deps, day, {
      from: 0,
      to: asOf * MAX_PARTS + MAX_PARTS - 1,
      newestFirst: true,
      limit: PAGE_PARTS,
    });
    for (const tick of new Set(items.map((item) => item.tick))) {
      let parts = items.filter((item) => item.tick === tick);
      const isOnThePage = items.length < PAGE_PARTS || items.at(-1)?.tick !== tick;
      if (!isOnThePage) parts = [...(await partsOf(deps, tick))];
      const complete = completeParts(parts);
      if (complete !== null) {
        return { tick, decisions: complete.flatMap(({ decisions }) => decisions) };
      }
    }
  }
  return null;
}

async function partsOf(deps: Deps, tick: Instant): Promise<readonly StoredPart[]> {
  const items: StoredPart[] = [];
  let from = tick * MAX_PARTS;
  for (;;) {
    const to = tick * MAX_PARTS + MAX_PARTS - 1;
    const page = await query(deps, dayOf(tick), { from, to, newestFirst: false });
    items.push(...page.items);
    if (page.next === null) return items;
    from = page.next;
  }
}

type Section = Readonly<{ from: number; to: number; newestFirst: boolean; limit?: number }>;

/** Items that do not parse are left out: what a run decided can be computed again. */
async function query(
  { documents, names }: Deps,
  day: number,
  { from, to, newestFirst, limit }: Section,
): Promise<{ readonly items: readonly StoredPart[]; readonly next: number | null }> {
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName: names.decisions,
      KeyConditionExpression: "#day = :day AND tick_part BETWEEN :from AND :to",
      ExpressionAttributeNames: { "#day": "day" },
      ExpressionAttributeValues: { ":day": toIsoDate(day), ":from": from, ":to": to },
      ScanIndexForward: !newestFirst,
      ...(limit !== undefined && { Limit: limit }),
    }),
  );
  const last: unknown = LastEvaluatedKey?.["tick_part"];
  return {
    items: Items.flatMap((item) => {
      const part = partIn(item);
      return part === null ? [] : [part];
    }),
    next: typeof last === "number" ? last + 1 : null,
  };
}
