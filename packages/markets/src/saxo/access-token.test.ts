import { MarketError } from "@bellwether/core/market";
import type { ReceiptStore } from "@bellwether/core/store";
import { memoryReceiptStore } from "@bellwether/core/testing";
import { describe, expect, it } from "vitest";
import { testDeps } from "../http/test-deps.ts";
import { renewedAccessToken } from "./access-token.ts";
import type { SaxoToken, TokenStore } from "./token.ts";

/** State shared by several processes: the stored login, the leases, and a Saxo server that accepts
 *  each refresh token once. */
function given(options: { readLags?: number } = {}) {
  const deps = testDeps({ nowMs: 1_000_000_000 });
  const now = () => Math.floor(deps.systemNow() / 1_000);
  const generation = (number: number): SaxoToken => ({
    access_token: `access-${number}`,
    access_expires_at: now() + 1_200,
    refresh_token: `refresh-${number}`,
    refresh_expires_at: now() + 2_400,
  });
  let stored: SaxoToken | null = generation(1);
  let current = 1;
  let lag = 0;
  let seen: SaxoToken | null = stored;
  let ids = 0;
  const refreshed: string[] = [];
  const receipts = memoryReceiptStore({
    systemNow: deps.systemNow,
    newId: () => `id-${(ids += 1)}`,
  });
  const store: TokenStore = {
    read: async () => {
      if (lag > 0) lag -= 1;
      else seen = stored;
      return seen;
    },
    write: async (token) => {
      stored = token;
      lag = options.readLags ?? 0;
    },
  };
  const refresh = async (token: string): Promise<SaxoToken> => {
    refreshed.push(token);
    await deps.sleep(800);
    if (token !== `refresh-${current}`) {
      throw new MarketError("unauthorized", "invalid grant", { retryable: false });
    }
    current += 1;
    return generation(current);
  };
  const process = (overrides: Partial<Parameters<typeof renewedAccessToken>[0]> = {}) =>
    renewedAccessToken({
      store,
      receipts,
      refresh,
      systemNow: deps.systemNow,
      sleep: deps.sleep,
      ...overrides,
    });
  const clear = () => {
    stored = null;
  };
  return { deps, process, refreshed, store, refresh, receipts, clear };
}

const TWENTY_MINUTES_MS = 1_200_000;

/** A process whose store rejects the new pair until `mended`. */
async function withUnstoredPair() {
  const { process, deps, store } = given();
  deps.advance(TWENTY_MINUTES_MS);
  let isFull = true;
  const write: TokenStore["write"] = async (token) => {
    if (isFull) throw new Error("disk full");
    await store.write(token);
  };
  const login = process({ store: { read: store.read, write } });
  await expect(login.get()).rejects.toThrow("disk full");
  expect(await login.get()).toBe("access-2");
  const mended = () => {
    isFull = false;
  };
  return { login, deps, store, mended };
}

describe("a Saxo login", () => {
  it("uses the stored token until it expires", async () => {
    const { process, refreshed } = given();
    const login = process();
    expect([await login.get(), await login.get()]).toEqual(["access-1", "access-1"]);
    expect(refreshed).toEqual([]);
  });

  it("renews a token before its last minute and stores the next pair", async () => {
    const { process, refreshed, deps, store } = given();
    const login = process();
    deps.advance(TWENTY_MINUTES_MS - 59_000);
    expect(await login.get()).toBe("access-2");
    expect(refreshed).toEqual(["refresh-1"]);
    expect(await store.read()).toMatchObject({ refresh_token: "refresh-2" });
  });

  it("renews a token that Saxo rejected before it expired", async () => {
    const { process, refreshed } = given();
    expect(await process().get("access-1")).toBe("access-2");
    expect(refreshed).toEqual(["refresh-1"]);
  });

  it("looks for a newer token in the store before it renews a rejected one", async () => {
    const { process, refreshed } = given();
    const one = process();
    const other = process();
    await other.get();
    await one.get("access-1");
    expect(await other.get("access-1")).toBe("access-2");
    expect(refreshed).toEqual(["refresh-1"]);
  });

  it("is renewed once when many processes need it at the same time", async () => {
    const { process, refreshed, deps } = given({ readLags: 7 });
    deps.advance(TWENTY_MINUTES_MS);
    const processes = Array.from({ length: 6 }, () => process());
    const tokens = await Promise.all(processes.flatMap((login) => [login.get(), login.get()]));
    expect(new Set(tokens)).toEqual(new Set(["access-2"]));
    expect(refreshed).toEqual(["refresh-1"]);
  });

  it("is renewed by another process when the one with the lease has died", async () => {
    const { process, refreshed, deps, receipts } = given();
    deps.advance(TWENTY_MINUTES_MS);
    const dying: ReceiptStore = {
      ...receipts,
      claim: async (key, leaseMs) => {
        await receipts.claim(key, leaseMs);
        throw new Error("killed");
      },
    };
    await expect(process({ receipts: dying }).get()).rejects.toThrow("killed");
    const before = deps.systemNow();
    expect(await process().get()).toBe("access-2");
    expect(deps.systemNow() - before).toBeGreaterThanOrEqual(60_000);
    expect(refreshed).toEqual(["refresh-1"]);
  });

  it("releases the lease when the login server is down", async () => {
    const { process, deps } = given();
    deps.advance(TWENTY_MINUTES_MS);
    const down = new MarketError("unavailable", "down", { retryable: true });
    const failing = process({ refresh: () => Promise.reject(down) });
    await expect(failing.get()).rejects.toBe(down);
    expect(await process().get()).toBe("access-2");
  });

  it("keeps a new pair when the store fails briefly", async () => {
    const { process, deps, store } = given();
    deps.advance(TWENTY_MINUTES_MS);
    let failures = 3;
    const flaky: TokenStore = {
      read: store.read,
      write: async (token) => {
        failures -= 1;
        if (failures >= 0) throw new Error("throttled");
        await store.write(token);
      },
    };
    expect(await process({ store: flaky }).get()).toBe("access-2");
    expect(await store.read()).toMatchObject({ access_token: "access-2" });
  });

  it("stores a new pair once the store recovers after a long failure", async () => {
    const { login, store, mended } = await withUnstoredPair();
    mended();
    await login.keepAlive();
    expect(await login.get()).toBe("access-3");
    expect(await store.read()).toMatchObject({ access_token: "access-3" });
  });

  it("does not overwrite a newer login with a pair that it could not store earlier", async () => {
    const { login, deps, store, mended } = await withUnstoredPair();
    mended();
    const other: SaxoToken = {
      access_token: "other",
      access_expires_at: 9_000_000,
      refresh_token: "other",
      refresh_expires_at: 9_000_000,
    };
    await store.write(other);
    deps.advance(TWENTY_MINUTES_MS);
    expect(await login.get()).toBe("other");
    expect(await store.read()).toEqual(other);
  });

  it("requires a login when there is none or the refresh token has expired", async () => {
    const { process, deps, clear } = given();
    deps.advance(2 * TWENTY_MINUTES_MS);
    await expect(process().get()).rejects.toMatchObject({
      code: "unauthorized",
      retryable: false,
      message: "the login to Saxo has expired; log in with `bellwether login`",
    });
    clear();
    await expect(process().get()).rejects.toMatchObject({
      message: "there is no login to Saxo yet; log in with `bellwether login`",
    });
  });

  it("stops waiting for a process that does not finish", async () => {
    const { process, deps, receipts } = given();
    deps.advance(TWENTY_MINUTES_MS);
    const stuck: ReceiptStore = { ...receipts, claim: async () => ({ kind: "held", until_ms: 0 }) };
    await expect(process({ receipts: stuck }).get()).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
    });
  });

  it("never expires while it is kept alive", async () => {
    const { process, deps, refreshed } = given();
    const login = process();
    for (let round = 0; round < 12; round += 1) {
      deps.advance(TWENTY_MINUTES_MS);
      await login.keepAlive();
    }
    expect(refreshed).toHaveLength(12);
    expect(await login.get()).toBe("access-13");
  });
});
