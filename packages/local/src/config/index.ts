export {
  type Environment,
  MARKET_KINDS,
  type MarketKind,
  OptionError,
  readEnvironment,
  SettingError,
} from "./environment.ts";
