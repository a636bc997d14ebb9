/** The URL that SQS's API takes for a queue, from its ARN.
 *  `arn:aws:sqs:eu-west-3:123456789012:name` -> `https://sqs.eu-west-3.amazonaws.com/123456789012/name`.
 *  Throws if the text is not the ARN of a queue. */
export function queueUrlOf(arn: string): string {
  const [scheme, partition, service, region, account, name, ...rest] = arn.split(":");
  if (scheme !== "arn" || service !== "sqs" || !region || !account || !name || rest.length > 0) {
    throw new TypeError(`${arn} is not the ARN of a queue`);
  }
  const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://sqs.${region}.${suffix}/${account}/${name}`;
}
