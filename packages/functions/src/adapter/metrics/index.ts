export type { MetricName } from "./metric.ts";
