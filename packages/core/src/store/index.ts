export {
  type ClaimOutcome,
  type ReadReceipt,
  type Receipt,
  type ReceiptStore,
  receiptKey,
} from "./receipt-store.ts";
export { StoreError } from "./store-error.ts";
export type { Stored } from "./stored.ts";
