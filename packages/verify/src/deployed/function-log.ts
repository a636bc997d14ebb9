import { paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import type { StageContext } from "./stage-context.ts";

/** Lines of a function's log since an instant that contain a text. */
export async function logLines(
  { account, stage }: StageContext,
  logical: string,
  text: string,
  startTime: number,
): Promise<string[]> {
  const logGroupName = `/aws/lambda/bellwether-${stage.name}-${logical}`;
  const lines: string[] = [];
  const pages = paginateFilterLogEvents(
    { client: account.logs },
    { logGroupName, startTime, filterPattern: `"${text}"` },
  );
  for await (const { events = [] } of pages) {
    lines.push(...events.map(({ message = "" }) => message).filter((line) => line.includes(text)));
  }
  return lines;
}
