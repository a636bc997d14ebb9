export { METRICS, type MetricName } from "./metric.ts";
