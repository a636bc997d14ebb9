import { assert, integer, property, uniqueArray } from "fast-check";
import { expect, it } from "vitest";
import { holdOrder, movedCount } from "./held-order.ts";

const ids = uniqueArray(integer({ min: 0, max: 30 }).map(String));
const rowsOf = (list: readonly string[]) => list.map((id) => ({ id }));

it("a held order shows every row once, whatever rows appear and disappear", () => {
  assert(
    property(ids, ids, (held, now) => {
      const shown = holdOrder(held, rowsOf(now)).map((row) => row.id);
      expect(shown.toSorted()).toEqual(now.toSorted());
    }),
  );
});

it("a held order does not reorder the rows that were shown before", () => {
  assert(
    property(ids, ids, (held, now) => {
      const shown = holdOrder(held, rowsOf(now)).map((row) => row.id);
      const known = shown.filter((id) => held.includes(id));
      expect(known).toEqual(held.filter((id) => now.includes(id)));
    }),
  );
});

it("a held order reports no moved row exactly when it equals the fresh order", () => {
  assert(
    property(ids, ids, (held, now) => {
      const fresh = rowsOf(now);
      const shown = holdOrder(held, fresh);
      const isSame = shown.map((row) => row.id).join() === now.join();
      expect(movedCount(shown, fresh) === 0).toBe(isSame);
    }),
  );
});
