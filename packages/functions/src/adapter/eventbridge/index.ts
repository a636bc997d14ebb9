export { eventBridgePublish } from "./publish.ts";
