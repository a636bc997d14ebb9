import { assert, integer, property, uniqueArray } from "fast-check";
import { expect, it } from "vitest";
import { holdOrder, movedCount } from "./held-order.ts";

const ids = uniqueArray(integer({ min: 0, max: 30 }).map(String));
const rowsOf = (list: readonly string[]) => list.map((id) => ({ id }));

it("shows every row once, whatever came and went", () => {
  assert(
    property(ids, ids, (held, now) => {
      const shown = holdOrder(held, rowsOf(now)).map((row) => row.id);
      expect(shown.toSorted()).toEqual(now.toSorted());
    }),
  );
});

it("moves no row the reader knows past another", () => {
  assert(
    property(ids, ids, (held, now) => {
      const shown = holdOrder(held, rowsOf(now)).map((row) => row.id);
      const known = shown.filter((id) => held.includes(id));
      expect(known).toEqual(held.filter((id) => now.includes(id)));
    }),
  );
});

it("reports nothing moved exactly when the order is the fresh one", () => {
  assert(
    property(ids, ids, (held, now) => {
      const fresh = rowsOf(now);
      const shown = holdOrder(held, fresh);
      const isSame = shown.map((row) => row.id).join() === now.join();
      expect(movedCount(shown, fresh) === 0).toBe(isSame);
    }),
  );
});
