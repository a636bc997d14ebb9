export { SAMPLE_FILE } from "./seed.ts";
