import { describe, expect, it } from "vitest";
import * as z from "zod";
import { candleSchema } from "../market/candle.ts";
import { pauseStateSchema } from "../run/pause-changed.ts";
import { instantSchema } from "../time/instant.ts";
import { workflowDraftSchema } from "../workflow/workflow.ts";
import * as contract from "./contract.ts";
import { decodeInstants, encodeInstants, INSTANT_FIELDS } from "./instant-codec.ts";
import * as status from "./status.ts";

type Field = { readonly name: string; readonly schema: z.core.$ZodType };

/** The fields of a schema, at any depth, with what they hold once null and absence are taken away. */
function fieldsOf(schema: z.core.$ZodType, name = ""): Field[] {
  if (schema instanceof z.ZodObject) {
    return Object.entries<z.ZodType>(schema.shape).flatMap(([field, inner]) =>
      fieldsOf(inner, field),
    );
  }
  if (schema instanceof z.ZodArray) return fieldsOf(schema.element, name);
  if (schema instanceof z.ZodTuple) {
    return schema.def.items.flatMap((item) => fieldsOf(item, name));
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options.flatMap((option) => fieldsOf(option, name));
  }
  if (
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault
  ) {
    return fieldsOf(schema.unwrap(), name);
  }
  return [{ name, schema }];
}

const schemas: z.ZodType[] = [contract, status]
  .flatMap((module) => Object.values<unknown>(module))
  .filter((exported) => exported instanceof z.ZodType);
const fields = [...schemas, candleSchema, pauseStateSchema, workflowDraftSchema].flatMap((schema) =>
  fieldsOf(schema),
);
const holdsInstant = ({ schema }: Field) => schema === instantSchema;

describe("the instant codec", () => {
  it("covers the name of every instant field in every schema of the API", () => {
    const instants = fields.filter(holdsInstant).map(({ name }) => name);
    expect(instants.filter((name) => !INSTANT_FIELDS.has(name))).toEqual([]);
    expect(new Set(instants)).toEqual(INSTANT_FIELDS);
  });

  it("uses no name that another kind of field has", () => {
    const others = fields.filter((field) => !holdsInstant(field)).map(({ name }) => name);
    expect(others.length).toBeGreaterThan(50);
    expect(others.filter((name) => INSTANT_FIELDS.has(name))).toEqual([]);
  });

  it("writes instants as ISO 8601 in UTC at any depth and changes no other field", () => {
    expect(
      encodeInstants({
        as_of: 1_711_526_460,
        orders: [{ placed_at: 0, order_price: 12 }],
        ttl: null,
      }),
    ).toEqual({
      as_of: "2024-03-27T08:01:00Z",
      orders: [{ placed_at: "1970-01-01T00:00:00Z", order_price: 12 }],
      ttl: null,
    });
  });

  it("reads instants with any UTC offset", () => {
    expect(decodeInstants([{ tick: "2024-03-27T09:01:00+01:00" }])).toEqual([
      { tick: 1_711_526_460 },
    ]);
  });

  it("passes an invalid instant on, for the schema to reject", () => {
    const wrong = { created_at: "yesterday", updated_at: "2024-03-27", ttl: true };
    expect(decodeInstants(wrong)).toEqual(wrong);
  });
});
