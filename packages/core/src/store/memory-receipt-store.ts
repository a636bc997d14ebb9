import type { NewId } from "../chance.ts";
import type { SystemNow } from "../time/clock.ts";
import type { ReadReceipt, ReceiptStore } from "./receipt-store.ts";

type Stored = {
  state: "claimed" | "done";
  readonly token: string;
  readonly until_ms: number;
  done_at_ms: number | null;
};

/** A receipt store in memory, for simulations and handler tests. Receipts never expire. */
export function memoryReceiptStore(deps: {
  readonly systemNow: SystemNow;
  readonly newId: NewId;
}): ReceiptStore & Readonly<{ read: ReadReceipt }> {
  const receipts = new Map<string, Stored>();
  return {
    claim: async (key, leaseMs) => {
      const receipt = receipts.get(key);
      if (receipt?.state === "done") return { kind: "done" };
      const now = deps.systemNow();
      if (receipt !== undefined && receipt.until_ms > now) {
        return { kind: "held", until_ms: receipt.until_ms };
      }
      const token = deps.newId();
      receipts.set(key, { state: "claimed", token, until_ms: now + leaseMs, done_at_ms: null });
      return { kind: "claimed", token };
    },

    complete: async (key, token) => {
      const receipt = receipts.get(key);
      if (receipt?.token !== token) return "lost";
      receipt.state = "done";
      receipt.done_at_ms = deps.systemNow();
      return "completed";
    },

    read: async (key) => {
      const receipt = receipts.get(key);
      if (receipt === undefined) return null;
      const { state, until_ms, done_at_ms } = receipt;
      return state === "done" ? { state, done_at_ms } : { state, until_ms };
    },

    release: async (key, token) => {
      const receipt = receipts.get(key);
      if (receipt?.token === token && receipt.state === "claimed") receipts.delete(key);
    },
  };
}
