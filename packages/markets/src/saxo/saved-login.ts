import type { Sleep } from "@bellwether/core/time";
import type { SaxoToken, TokenStore } from "./token.ts";

/** The login that several processes share. */
export type SavedLogin = Readonly<{
  /** Null if there is no login. */
  read: () => Promise<SaxoToken | null>;
  /** Stores the pair for which the refresh token `spent` was used. Rejects if that fails. The pair
   *  is then stored by the next `read`, because a spent token is worth nothing. */
  replace: (spent: string, next: SaxoToken) => Promise<void>;
}>;

const WRITE_ATTEMPTS = 4;
const PAUSE_MS = 500;

export function savedLogin(deps: {
  readonly store: TokenStore;
  readonly sleep: Sleep;
}): SavedLogin {
  const { store, sleep } = deps;
  let unstored: { readonly spent: string; readonly next: SaxoToken } | null = null;
  return {
    async read() {
      const stored = await store.read();
      const pending = unstored;
      // A login made in the meantime is not overwritten.
      const isPending = pending !== null && stored?.refresh_token === pending.spent;
      if (isPending) await store.write(pending.next);
      unstored = null;
      return isPending ? pending.next : stored;
    },
    async replace(spent, next) {
      unstored = { spent, next };
      for (let attempt = 1; ; attempt += 1) {
        try {
          await store.write(next);
          unstored = null;
          return;
        } catch (error) {
          if (attempt === WRITE_ATTEMPTS) throw error;
          await sleep(PAUSE_MS * attempt);
        }
      }
    },
  };
}
