import { jsonLog, writeToStdout } from "../adapter/log/json-log.ts";
import { systemNow } from "./process-ports.ts";

export const log = jsonLog({ writeLine: writeToStdout, systemNow });
