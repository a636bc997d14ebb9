export { BUNDLE_SETTINGS, FUNCTIONS, type FunctionName } from "./bundle-settings.ts";
export { EnvironmentError, environment } from "./environment.ts";
export { logicalName, QUEUE_OWNERS } from "./queue-owner.ts";
