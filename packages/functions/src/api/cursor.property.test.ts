import { instantSchema } from "@bellwether/core/time";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { cursorSchema, encodeCursor } from "./cursor.ts";

const ofHistory = cursorSchema(z.tuple([instantSchema]));
const ofList = cursorSchema(z.tuple([z.string(), z.string()]));

describe("a cursor", () => {
  it("decodes to its position and needs no escaping in a query", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.uuid(), (name, id) => {
        const cursor = encodeCursor([name, id]);
        expect(encodeURIComponent(cursor)).toBe(cursor);
        expect(ofList.parse(cursor)).toEqual([name, id]);
      }),
    );
  });

  it("is rejected unless the API issued it, whatever the client sends", () => {
    const anything = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.jsonValue().map(encodeCursor),
      fc.tuple(fc.integer({ min: 0 })).map(encodeCursor),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const parsed = ofHistory.safeParse(text);
        const said = parsed.success ? encodeCursor(parsed.data) : parsed.error.issues[0]?.message;
        expect([text, "is not a cursor of this list"]).toContain(said);
      }),
    );
  });

  it("of one list is rejected by another", () => {
    expect(ofHistory.safeParse(encodeCursor(["a", "b"])).success).toBe(false);
    expect(ofList.safeParse(encodeCursor([1_795_428_060])).success).toBe(false);
  });
});
