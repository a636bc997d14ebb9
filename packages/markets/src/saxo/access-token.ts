import { createHash } from "node:crypto";
import { MarketError } from "@bellwether/core/market";
import type { ReceiptStore } from "@bellwether/core/store";
import type { Sleep, SystemNow } from "@bellwether/core/time";
import { savedLogin } from "./saved-login.ts";
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
const LONGEST_WAIT_MS = 90_000;

type RenewalDeps = Readonly<{
  store: TokenStore;
  receipts: ReceiptStore;
  /** Exchanges a refresh token for the next pair. */
  refresh: (refreshToken: string) => Promise<SaxoToken>;
  systemNow: SystemNow;
  sleep: Sleep;
}>;

/** A login that renews itself. A refresh token works once, so only one of the processes that share
 *  a store may use it: the one that holds its lease. The others wait until the store has the next
 *  pair. */
export function renewedAccessToken(deps: RenewalDeps): AccessToken {
  const login = sharedLogin(deps);
  let renewing: Promise<SaxoToken> | null = null;
  const renewOnce = (old: SaxoToken): Promise<SaxoToken> => {
    renewing ??= login.replace(old).finally(() => {
      renewing = null;
    });
    return renewing;
  };
  return {
    get: async (rejected) => {
      const works = (token: SaxoToken): boolean =>
        token.access_expires_at > secondsOf(deps.systemNow) + SAFETY_SECONDS &&
        token.access_token !== rejected;
      const known = login.known();
      if (known !== null && works(known)) return known.access_token;
      const stored = await login.read();
      if (works(stored)) return stored.access_token;
      return (await renewOnce(stored)).access_token;
    },
    keepAlive: async () => {
      await renewOnce(await login.read());
    },
  };
}

/** Reads the shared login, and replaces a pair by the next one. */
function sharedLogin(deps: RenewalDeps) {
  const { receipts, systemNow, sleep } = deps;
  const saved = savedLogin(deps);
  let known: SaxoToken | null = null;

  const read = async (): Promise<SaxoToken> => {
    known = await saved.read();
    if (known === null) throw mustLogIn("there is no login to Saxo yet");
    return known;
  };

  const useOnce = async (old: SaxoToken, key: string, lease: string): Promise<SaxoToken> => {
    try {
      // Another process may have finished between the read and the lease.
      let next = await read();
      if (next.refresh_token === old.refresh_token) {
        next = await deps.refresh(old.refresh_token);
        known = next;
        await saved.replace(old.refresh_token, next);
      }
      await receipts.complete(key, lease);
      return next;
    } catch (error) {
      await receipts.release(key, lease);
      throw error;
    }
  };

  return {
    known: () => known,
    read,
    /** The pair that replaces `old`, fetched here or by another process. */
    async replace(old: SaxoToken): Promise<SaxoToken> {
      const key = `saxo-token.${fingerprint(old.refresh_token)}`;
      const deadlineMs = systemNow() + LONGEST_WAIT_MS;
      for (;;) {
        const stored = await read();
        if (stored.refresh_token !== old.refresh_token) return stored;
        if (stored.refresh_expires_at <= secondsOf(systemNow)) {
          throw mustLogIn("the login to Saxo has expired");
        }
        const claim = await receipts.claim(key, LEASE_MS);
        if (claim.kind === "claimed") return useOnce(old, key, claim.token);
        if (systemNow() >= deadlineMs) throw renewalTimeout();
        await sleep(POLL_MS);
      }
    },
  };
}

function secondsOf(systemNow: SystemNow): number {
  return Math.floor(systemNow() / 1_000);
}

function fingerprint(secret: string): string {
  return createHash("sha256").update(secret).digest("hex").slice(0, 32);
}

function mustLogIn(reason: string): MarketError {
  return new MarketError("unauthorized", `${reason}; log in with \`bellwether login\``, {
    retryable: false,
  });
}

function renewalTimeout(): MarketError {
  return new MarketError(
    "unavailable",
    "another process is renewing the login to Saxo and has not finished",
    {
      retryable: true,
    },
  );
}
