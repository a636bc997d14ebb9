import { writeToStdout } from "../adapter/log/json-log.ts";
import { hopMeter } from "../adapter/metrics/hop-metrics.ts";
import { environment } from "./environment.ts";
import { systemNow } from "./process-ports.ts";

const { BELLWETHER_STAGE: stage } = environment(["BELLWETHER_STAGE"]);

/** The latencies of this function's signals, written to its log as metrics. */
export const hops = hopMeter({ writeLine: writeToStdout, stage, systemNow });
