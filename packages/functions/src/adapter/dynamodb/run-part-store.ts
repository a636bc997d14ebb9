import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { type RunPart, type RunPartStore, runPartSchema } from "@bellwether/core/run";
import { StoreError } from "@bellwether/core/store";
import { DAY_SECONDS, dayOf, type Instant, toIsoDate } from "@bellwether/core/time";
import { orStoreError } from "./store-error.ts";
import type { TableNames } from "./table-definition.ts";

/** Longer than a range of a run can be delivered again. */
const LIFETIME_SECONDS = 7 * DAY_SECONDS;
/** Keys of one tick: ranges by their count and index. */
const KEYS_PER_TICK = 100;
const KEYS_PER_COUNT = 10;

type Deps = Readonly<{ documents: DynamoDBDocumentClient; names: Pick<TableNames, "decisions"> }>;

/** Parts of divided runs, in the table of decisions beside their days. Every promise rejects with
 *  `StoreError`. */
export function runPartStore(deps: Deps): RunPartStore {
  return {
    put: (part) => orStoreError(put(deps, part)),
    list: (tick, count) => orStoreError(list(deps, tick, count)),
  };
}

async function put({ documents, names }: Deps, part: RunPart): Promise<"stored" | "duplicate"> {
  const { tick, range } = part;
  try {
    await documents.send(
      new PutCommand({
        TableName: names.decisions,
        Item: {
          day: dayKey(tick),
          tick_part: firstKey(tick, range.count) + range.index,
          ...part,
          ttl: tick + LIFETIME_SECONDS,
        },
        ConditionExpression: "attribute_not_exists(tick_part)",
      }),
    );
    return "stored";
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return "duplicate";
    throw error;
  }
}

async function list(
  { documents, names }: Deps,
  tick: Instant,
  count: number,
): Promise<readonly RunPart[]> {
  const from = firstKey(tick, count);
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName: names.decisions,
      KeyConditionExpression: "#day = :day AND tick_part BETWEEN :from AND :to",
      ExpressionAttributeNames: { "#day": "day" },
      ExpressionAttributeValues: {
        ":day": dayKey(tick),
        ":from": from,
        ":to": from + KEYS_PER_COUNT - 1,
      },
      ConsistentRead: true,
    }),
  );
  const parsed = runPartSchema.array().safeParse(Items);
  if (!parsed.success || LastEvaluatedKey !== undefined) {
    throw new StoreError("refused", `the parts of the run of ${tick} cannot be read`, {
      retryable: false,
      cause: parsed.error,
    });
  }
  return parsed.data;
}

function dayKey(tick: Instant): string {
  return `parts ${toIsoDate(dayOf(tick))}`;
}

function firstKey(tick: Instant, count: number): number {
  return tick * KEYS_PER_TICK + count * KEYS_PER_COUNT;
}
