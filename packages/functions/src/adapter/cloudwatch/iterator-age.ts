import { type CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";

const PERIOD_SECONDS = 60;
/** CloudWatch has a minute's figures about two minutes later. */
const LOOKBACK_MS = 10 * 60 * 1_000;

export type IteratorAgeDeps = Readonly<{
  client: CloudWatchClient;
  /** The function that reads the stream. */
  functionName: string;
  /** Epoch milliseconds. */
  systemNow: () => number;
}>;

/** The age of the last record that the function received, in milliseconds: the newest figure of the
 *  last ten minutes. Null if it received none, which is the usual case. */
export const iteratorAge =
  ({ client, functionName, systemNow }: IteratorAgeDeps) =>
  async (): Promise<number | null> => {
    const now = systemNow();
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(now - LOOKBACK_MS),
        EndTime: new Date(now),
        ScanBy: "TimestampDescending",
        MetricDataQueries: [
          {
            Id: "age",
            MetricStat: {
              Metric: {
                Namespace: "AWS/Lambda",
                MetricName: "IteratorAge",
                Dimensions: [{ Name: "FunctionName", Value: functionName }],
              },
              Period: PERIOD_SECONDS,
              Stat: "Maximum",
            },
          },
        ],
      }),
    );
    return MetricDataResults?.[0]?.Values?.[0] ?? null;
  };
