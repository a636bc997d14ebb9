export {
  type Environment,
  MARKET_KINDS,
  type MarketKind,
  readEnvironment,
  SettingError,
} from "./environment.ts";
