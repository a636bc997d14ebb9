import {
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type Metric,
  type MetricAlarm,
} from "@aws-sdk/client-cloudwatch";
import { GetQueueAttributesCommand, GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import type { StageContext } from "./stage-context.ts";

/** The attribute of a queue that CloudWatch publishes as a metric. Source: Amazon SQS developer guide,
 *  "Available CloudWatch metrics for Amazon SQS". */
const ATTRIBUTES = {
  ApproximateNumberOfMessagesVisible: "ApproximateNumberOfMessages",
  ApproximateNumberOfMessagesNotVisible: "ApproximateNumberOfMessagesNotVisible",
  ApproximateNumberOfMessagesDelayed: "ApproximateNumberOfMessagesDelayed",
} as const;

/** Whether the queues now hold what raises a deployed alarm, once CloudWatch has published it for as
 *  many periods as the alarm asks for. Reads the alarm as it is deployed, and the queues that its
 *  metrics name. */
export async function isAboveThreshold(context: StageContext, name: string): Promise<boolean> {
  const alarm = await findAlarm(context, name);
  const counts = await Promise.all(metricsOf(alarm).map((metric) => messagesOf(context, metric)));
  return counts.reduce((sum, count) => sum + count, 0) > (alarm.Threshold ?? Infinity);
}

/** Whether CloudWatch has values above the threshold of a deployed alarm since an instant. */
export async function wasAboveThreshold(
  context: StageContext,
  name: string,
  begin: Date,
): Promise<boolean> {
  const alarm = await findAlarm(context, name);
  const [Stat, Period = 60] = [alarm.Statistic ?? "Maximum", alarm.Period];
  const queries = metricsOf(alarm).map((metric, position) => ({
    Id: `metric${position}`,
    MetricStat: { Metric: metric, Period, Stat },
  }));
  const { MetricDataResults = [] } = await context.account.metrics.send(
    new GetMetricDataCommand({
      StartTime: begin,
      EndTime: new Date(Date.now() + 60_000),
      MetricDataQueries: queries,
    }),
  );
  const values = MetricDataResults.flatMap(({ Values = [] }) => Values);
  return values.some((value) => value > (alarm.Threshold ?? Infinity));
}

async function findAlarm({ account, stage }: StageContext, name: string): Promise<MetricAlarm> {
  const AlarmName = `bellwether-${stage.name}-${name}`;
  const { MetricAlarms = [] } = await account.metrics.send(
    new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }),
  );
  const [alarm] = MetricAlarms;
  if (alarm === undefined) throw new Error(`there is no alarm ${AlarmName}`);
  return alarm;
}

/** The alarm's metric, or those that its expression adds up. */
function metricsOf({ AlarmName, Namespace, MetricName, Dimensions, Metrics = [] }: MetricAlarm) {
  if (MetricName !== undefined) return [{ Namespace, MetricName, Dimensions }];
  const expression = Metrics.find(({ ReturnData }) => ReturnData === true)?.Expression ?? "";
  const added = Metrics.filter(({ MetricStat }) => MetricStat !== undefined);
  const sum = `SUM([${added.map(({ Id }) => `FILL(${Id},0)`).join(",")}])`;
  if (expression !== sum) throw new Error(`${AlarmName} computes ${expression}, not ${sum}`);
  return added.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
}

/** The value that CloudWatch would publish now for a metric of a queue. */
async function messagesOf({ account: { sqs } }: StageContext, metric: Metric): Promise<number> {
  const { Namespace, MetricName = "", Dimensions = [] } = metric;
  if (Namespace !== "AWS/SQS" || !isKnown(MetricName)) {
    throw new Error(`${Namespace} ${MetricName} is not a count of messages`);
  }
  const QueueName = Dimensions.find(({ Name }) => Name === "QueueName")?.Value;
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const attribute = ATTRIBUTES[MetricName];
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [attribute] }),
  );
  return Number(Attributes[attribute] ?? 0);
}

function isKnown(name: string): name is keyof typeof ATTRIBUTES {
  return Object.hasOwn(ATTRIBUTES, name);
}
