export { entrySize, eventBridgePublish, MAX_CALL_BYTES, MAX_ENTRIES } from "./publish.ts";
