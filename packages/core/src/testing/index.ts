export { memoryEpisodeMessageStore } from "../announcement/memory-episode-message-store.ts";
export { memoryReceiptStore } from "../store/memory-receipt-store.ts";
