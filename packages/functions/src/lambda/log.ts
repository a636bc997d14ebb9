import { jsonLog, writeToStdout } from "../adapter/log/json-log.ts";
import { systemNow } from "./world.ts";

export const log = jsonLog({ writeLine: writeToStdout, systemNow });
