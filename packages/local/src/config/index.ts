export { readEnvironment, SettingError } from "./environment.ts";
