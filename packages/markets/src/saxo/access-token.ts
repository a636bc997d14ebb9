import { createHash } from "node:crypto";
import { MarketError } from "@bellwether/core/market";
import type { ReceiptStore } from "@bellwether/core/signal";
import type { Sleep, SystemNow } from "@bellwether/core/time";
import type { SaxoToken, TokenStore } from "./token.ts";

/** Provides access tokens for Saxo's API. */
export type AccessToken = Readonly<{
  /** A valid token. `rejected`: the one that Saxo has just rejected. Rejects with `MarketError`,
   *  `unauthorized` if the trader must log in again. */
  get: (rejected?: string) => Promise<string>;
  /** Renews the login without a pending request. Called on a schedule more frequent than the
   *  lifetime of a refresh token, so that the login never expires. Rejects like `get`. */
  keepAlive: () => Promise<void>;
}>;

/** A fixed token, valid for 24 hours, as issued by the developer portal. */
export function fixedAccessToken(token: string): AccessToken {
  return {
    get: async (rejected) => {
      if (rejected === token) throw mustLogIn("SAXO_ACCESS_TOKEN is no longer accepted by Saxo");
      return token;
    },
    keepAlive: async () => {},
  };
}

/** A token is not used in its last minute, so that it outlives the request it is sent with. */
const SAFETY_SECONDS = 60;
/** Longer than the token request with its retries, so that the lease outlives the work. */
const LEASE_MS = 60_000;
const POLL_MS = 500;
const WRITE_ATTEMPTS = 4;
const LONGEST_WAIT_MS = 90_000;

/** A login that renews itself. A refresh token works once, so only one of the processes that share
 *  a store may use it: the one that holds its lease. The others wait until the store has the next
 *  pair. */
export function renewedAccessToken(deps: {
  readonly store: TokenStore;
  readonly receipts: ReceiptStore;
  /** Exchanges a refresh token for the next pair. */
  readonly refresh: (refreshToken: string) => Promise<SaxoToken>;
  readonly systemNow: SystemNow;
  readonly sleep: Sleep;
}): AccessToken {
  const { store, receipts, systemNow } = deps;
  let known: SaxoToken | null = null;
  let renewing: Promise<SaxoToken> | null = null;
  /** A pair not stored yet, and the refresh token that was spent on it. */
  let unstored: { readonly spent: string; readonly next: SaxoToken } | null = null;

  const now = (): number => Math.floor(systemNow() / 1_000);
  const isFresh = (token: SaxoToken): boolean => token.access_expires_at > now() + SAFETY_SECONDS;

  const readStore = async (): Promise<SaxoToken> => {
    known = await store.read();
    // Do not overwrite a login made in the meantime.
    if (unstored !== null && known?.refresh_token === unstored.spent) {
      await store.write(unstored.next);
      known = unstored.next;
    }
    unstored = null;
    if (known === null) throw mustLogIn("nobody has logged in to Saxo yet");
    return known;
  };

  /** The pair that replaces `old`, fetched here or by another process. */
  const renew = async (old: SaxoToken): Promise<SaxoToken> => {
    const key = `saxo-token.${fingerprint(old.refresh_token)}`;
    const deadlineMs = systemNow() + LONGEST_WAIT_MS;
    for (;;) {
      const stored = await readStore();
      if (stored.refresh_token !== old.refresh_token) return stored;
      if (stored.refresh_expires_at <= now()) throw mustLogIn("Saxo's login has run out");
      const claim = await receipts.claim(key, LEASE_MS);
      if (claim.kind === "claimed") return useOnce(old, key, claim.token);
      if (systemNow() >= deadlineMs) throw nobodyRenewed();
      await deps.sleep(POLL_MS);
    }
  };

  const useOnce = async (old: SaxoToken, key: string, lease: string): Promise<SaxoToken> => {
    try {
      // Another process may have finished between the read and the lease.
      const stored = await readStore();
      const next =
        stored.refresh_token === old.refresh_token ? await deps.refresh(old.refresh_token) : stored;
      known = next;
      if (next !== stored) {
        unstored = { spent: old.refresh_token, next };
        await writeFirmly(next);
        unstored = null;
      }
      await receipts.complete(key, lease);
      return next;
    } catch (error) {
      await receipts.release(key, lease);
      throw error;
    }
  };

  /** The old refresh token is spent, so a pair that is not stored means a lost login. */
  const writeFirmly = async (token: SaxoToken): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await store.write(token);
        return;
      } catch (error) {
        if (attempt === WRITE_ATTEMPTS) throw error;
        await deps.sleep(POLL_MS * attempt);
      }
    }
  };

  const renewOnce = (old: SaxoToken): Promise<SaxoToken> => {
    renewing ??= renew(old).finally(() => {
      renewing = null;
    });
    return renewing;
  };

  return {
    get: async (rejected) => {
      const works = (token: SaxoToken): boolean =>
        isFresh(token) && token.access_token !== rejected;
      if (known !== null && works(known)) return known.access_token;
      const stored = await readStore();
      if (works(stored)) return stored.access_token;
      return (await renewOnce(stored)).access_token;
    },
    keepAlive: async () => {
      await renewOnce(await readStore());
    },
  };
}

function fingerprint(secret: string): string {
  return createHash("sha256").update(secret).digest("hex").slice(0, 32);
}

function mustLogIn(reason: string): MarketError {
  return new MarketError("unauthorized", `${reason}; log in with \`bellwether login\``, {
    retryable: false,
  });
}

function nobodyRenewed(): MarketError {
  return new MarketError("unavailable", "another process renews Saxo's login and does not finish", {
    retryable: true,
  });
}
