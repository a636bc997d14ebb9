import type { NewId } from "../chance.ts";
import type { SystemNow } from "../time/clock.ts";
import type { ReceiptStore } from "./receipt-store.ts";

type Receipt = { state: "claimed" | "done"; readonly token: string; readonly until_ms: number };

/** A receipt store in memory, for simulations and handler tests. Receipts never expire. */
export function memoryReceiptStore(deps: {
  readonly systemNow: SystemNow;
  readonly newId: NewId;
}): ReceiptStore {
  const receipts = new Map<string, Receipt>();
  return {
    claim: async (key, leaseMs) => {
      const receipt = receipts.get(key);
      if (receipt?.state === "done") return { kind: "done" };
      const now = deps.systemNow();
      if (receipt !== undefined && receipt.until_ms > now) {
        return { kind: "held", until_ms: receipt.until_ms };
      }
      const token = deps.newId();
      receipts.set(key, { state: "claimed", token, until_ms: now + leaseMs });
      return { kind: "claimed", token };
    },

    complete: async (key, token) => {
      const receipt = receipts.get(key);
      if (receipt?.token !== token) return "lost";
      receipt.state = "done";
      return "completed";
    },

    release: async (key, token) => {
      const receipt = receipts.get(key);
      if (receipt?.token === token && receipt.state === "claimed") receipts.delete(key);
    },
  };
}
