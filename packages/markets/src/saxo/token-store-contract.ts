import { describe, expect, it } from "vitest";
import type { SaxoToken, TokenStore } from "./token.ts";

export const TOKEN: SaxoToken = {
  access_token: "access-1",
  access_expires_at: 1_200,
  refresh_token: "refresh-1",
  refresh_expires_at: 2_400,
};
export const NEXT_TOKEN: SaxoToken = {
  ...TOKEN,
  access_token: "access-2",
  refresh_token: "refresh-2",
};

/** The contract of every store for a Saxo login. `open` returns an empty store. */
export function tokenStoreContract(place: string, open: () => TokenStore): void {
  describe(`a login kept in ${place}`, () => {
    it("is null before the first login", async () => {
      expect(await open().read()).toBeNull();
    });

    it("is returned as it was written and replaced by the next", async () => {
      const store = open();
      await store.write(TOKEN);
      expect(await store.read()).toEqual(TOKEN);
      await store.write(NEXT_TOKEN);
      expect(await store.read()).toEqual(NEXT_TOKEN);
    });
  });
}
