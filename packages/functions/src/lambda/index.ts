export { BUNDLE_SETTINGS, FUNCTIONS, type FunctionName, functionsWith } from "./bundle-settings.ts";
export { EnvironmentError, environment } from "./environment.ts";
export { logicalName, queueOwners } from "./queue-owner.ts";
