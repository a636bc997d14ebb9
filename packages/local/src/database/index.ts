export { dynoxideBinary } from "./dynoxide.ts";
