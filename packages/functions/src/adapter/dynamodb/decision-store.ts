import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import {
  completeParts,
  type DecisionStore,
  MAX_RANGES,
  rangeSchema,
  type WorkflowDecision,
  type WorkflowsDecided,
} from "@bellwether/core/signal";
import { DAY_SECONDS, dayOf, type Instant, instantSchema, toIsoDate } from "@bellwether/core/time";
import * as z from "zod";
import { packDecisions, packedDecisionsSchema, unpackDecisions } from "./packed-decisions.ts";
import { orStoreError } from "./store-error.ts";
import type { TableNames } from "./table-definition.ts";

const LIFETIME_SECONDS = 30 * DAY_SECONDS;
/** Parts of one run: more than 100,000 workflows. */
const MAX_PARTS = 1_000;
/** Parts of one range of a divided run. */
const MAX_RANGE_PARTS = MAX_PARTS / MAX_RANGES;
/** Parts that the newest run usually has; a larger run takes another page. */
const PAGE_PARTS = 12;

const itemSchema = packedDecisionsSchema.extend({
  tick: instantSchema,
  part: z.int().nonnegative(),
  parts: z.int().positive(),
  range: rangeSchema.optional(),
});
type Item = z.infer<typeof itemSchema>;

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
        tick,
        part,
        parts,
        ...(range !== undefined && { range }),
        ...packDecisions(decisions),
        ttl: tick + LIFETIME_SECONDS,
      } satisfies Item & Record<string, unknown>,
    }),
  );
}

async function read(deps: Deps, tick: Instant): Promise<readonly WorkflowDecision[]> {
  return (await partsOf(deps, tick)).flatMap(unpackDecisions);
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
      if (complete !== null) return { tick, decisions: complete.flatMap(unpackDecisions) };
    }
  }
  return null;
}

async function partsOf(deps: Deps, tick: Instant): Promise<readonly Item[]> {
  const items: Item[] = [];
  let from = tick * MAX_PARTS;
  for (;;) {
    const to = tick * MAX_PARTS + MAX_PARTS - 1;
    const page = await query(deps, dayOf(tick), { from, to, newestFirst: false });
    items.push(...page.items);
    if (page.next === null) return items;
    from = page.next;
  }
}

type Range = Readonly<{ from: number; to: number; newestFirst: boolean; limit?: number }>;

/** Items that do not parse are left out: what a run decided can be computed again. */
async function query(
  { documents, names }: Deps,
  day: number,
  { from, to, newestFirst, limit }: Range,
): Promise<{ readonly items: readonly Item[]; readonly next: number | null }> {
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
      const parsed = itemSchema.safeParse(item);
      return parsed.success ? [parsed.data] : [];
    }),
    next: typeof last === "number" ? last + 1 : null,
  };
}
