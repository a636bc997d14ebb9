export { memoryReceiptStore } from "../signal/memory-receipt-store.ts";
