export { workflowFileReader } from "./reader.ts";
