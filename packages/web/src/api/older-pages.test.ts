import type { InfiniteData } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { pageOf } from "./older-pages.ts";

type Page = Readonly<{ rows: readonly { readonly id: string }[]; next_cursor: string | null }>;

const page = (ids: string, next_cursor: string | null): Page => ({
  rows: ids.split("").map((id) => ({ id })),
  next_cursor,
});

/** Two pages that are loaded: `fed` and, after the cursor `d`, `cba`. */
const LOADED: InfiniteData<Page> = {
  pages: [page("fed", "d"), page("cba", "a")],
  pageParams: [null, "d"],
};

/** What the list has at a cursor, and whether it was asked. */
async function read(known: typeof LOADED | undefined, cursor: string | null, stored: Page) {
  let asked = 0;
  const found = await pageOf(known, cursor, "rows", async () => {
    asked += 1;
    return stored;
  });
  return { found, asked };
}

describe("a page of a list that is loaded page by page", () => {
  it("is read once when it is not the first", async () => {
    const { found, asked } = await read(LOADED, "d", page("xyz", "z"));
    expect(found).toBe(LOADED.pages[1]);
    expect(asked).toBe(0);
    expect((await read(LOADED, "a", page("xyz", "z"))).found).toEqual(page("xyz", "z"));
  });

  it("keeps the rows that newer ones pushed out of it when it is the first", async () => {
    const { found, asked } = await read(LOADED, null, page("hgf", "f"));
    expect(found).toEqual(page("hgfed", "d"));
    expect(asked).toBe(1);
  });

  it("shows exactly what was read as long as it is the only one", async () => {
    const alone = { pages: [page("fed", "d")], pageParams: [null] };
    for (const known of [undefined, alone]) {
      expect((await read(known, null, page("hgf", "f"))).found).toEqual(page("hgf", "f"));
    }
  });

  it("begins anew after more new rows than fit, which leaves no gap", async () => {
    expect((await read(LOADED, null, page("kji", "i"))).found).toEqual(page("kji", "i"));
  });

  it("begins anew when the list has no older rows any more", async () => {
    expect((await read(LOADED, null, page("fe", null))).found).toEqual(page("fe", null));
  });

  it("begins anew when it is long", async () => {
    const rows = Array.from({ length: 500 }, (_, place) => ({ id: `old ${place}` }));
    const long = { pages: [{ rows, next_cursor: "x" }, page("cba", "a")], pageParams: [null, "x"] };
    const stored = { rows: [{ id: "new" }, ...rows.slice(0, 2)], next_cursor: "y" };
    expect((await read(long, null, stored)).found).toEqual(stored);
  });
});
