import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { paginateListRoles } from "@aws-sdk/client-iam";
import { paginateGetResources } from "@aws-sdk/client-resource-groups-tagging-api";
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { paginateGetParametersByPath } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { sst } from "../deploy/sst.ts";
import { isEmulated } from "./account.ts";
import { notShown } from "./capability.ts";
import type { StageContext } from "./stage-context.ts";

const REMOVE_MS = 900_000;

export function removalSuite(context: () => StageContext): void {
  describe("a removal", { timeout: REMOVE_MS }, () => {
    it("is rejected for production", async () => {
      if (!isEmulated()) {
        // A failing test must not delete a production stage.
        notShown("the refusal to remove production", "this is a real account");
        return;
      }
      const removal = sst(["remove", "--stage", "production"], process.env);
      await expect(removal).rejects.toThrow(/protect/i);
    });

    it("deletes every resource of the stage", async () => {
      expect(await leftOf(context())).not.toEqual([]);
      await sst(["remove", "--stage", context().stage.name], process.env);
      expect(await leftOf(context())).toEqual([]);
    });
  });
}

/** All resources with the stage's name or tag. */
async function leftOf({ account, stage }: StageContext): Promise<string[]> {
  const prefix = `bellwether-${stage.name}-`;
  const found: (string | undefined)[] = [];
  const TagFilters = [{ Key: "stage", Values: [stage.name] }];
  for await (const page of paginateGetResources({ client: account.tags }, { TagFilters })) {
    found.push(...(page.ResourceTagMappingList ?? []).map(({ ResourceARN }) => ResourceARN));
  }
  for await (const page of paginateListRoles({ client: account.iam }, {})) {
    found.push(...(page.Roles ?? []).map(({ RoleName }) => RoleName).filter(startsWith(prefix)));
  }
  const logGroupNamePrefix = `/aws/lambda/${prefix}`;
  for await (const page of paginateDescribeLogGroups(
    { client: account.logs },
    { logGroupNamePrefix },
  )) {
    found.push(...(page.logGroups ?? []).map(({ logGroupName }) => logGroupName));
  }
  const Path = `/bellwether/${stage.name}/`;
  for await (const page of paginateGetParametersByPath({ client: account.ssm }, { Path })) {
    found.push(...(page.Parameters ?? []).map(({ Name }) => Name));
  }
  const { Buckets = [] } = await account.s3.send(new ListBucketsCommand({}));
  found.push(...Buckets.map(({ Name }) => Name).filter(startsWith(prefix)));
  const { MetricAlarms = [] } = await account.metrics.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: prefix }),
  );
  found.push(...MetricAlarms.map(({ AlarmName }) => AlarmName));
  return found.filter((name) => name !== undefined);
}

function startsWith(prefix: string) {
  return (name: string | undefined): boolean => name?.startsWith(prefix) === true;
}
