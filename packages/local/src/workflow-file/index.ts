export { BINANCE_SAMPLE_FILE, SAMPLE_FILE } from "./seed.ts";
