export { memoryEpisodeMessageStore } from "../signal/memory-episode-message-store.ts";
export { memoryReceiptStore } from "../signal/memory-receipt-store.ts";
