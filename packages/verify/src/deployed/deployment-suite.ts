import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { ListBucketsCommand, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { afterAll, describe, expect, it } from "vitest";
import { sst } from "../deploy/sst.ts";
import { eventually } from "./eventually.ts";
import { importWorkflow, messagesAbout, newTick, runTick, uniqueName } from "./scene.ts";
import type { StageContext } from "./stage-context.ts";

const DEPLOY_MS = 600_000;

/** `isLast`: the stage is kept, so it must end as this checkout deploys it. */
export function deploymentSuite(
  context: () => StageContext,
  { isLast }: { isLast: boolean },
): void {
  // Remove the test runner's NODE_ENV, or the page would be built for tests.
  const deploy = (NODE_ENV?: "development") =>
    sst(["deploy", "--stage", context().stage.name], { ...process.env, NODE_ENV });

  describe("a deployment", { timeout: DEPLOY_MS }, () => {
    afterAll(async () => {
      if (isLast) await deploy();
    }, DEPLOY_MS);

    it("of the same commit changes nothing", async () => {
      const changes = changesIn(await deploy());
      // sst builds the page at each deployment, to see whether it changed.
      expect(changes.filter((line) => !line.includes("DashboardBuilder"))).toEqual([]);
    });

    it("applies a rotated secret and keeps the page's assets of the previous deployment", async () => {
      const before = await assetsOf(context());
      const versions = await secretVersions(context());
      const token = `xoxb-${Date.now()}`;
      await sst(
        ["secret", "set", "SlackBotToken", token, "--stage", context().stage.name],
        process.env,
      );
      // A development build has other assets, as a build of another commit would.
      await deploy("development");
      // The stubs give the function another environment too, so this is seen before them.
      expect(await secretVersions(context())).not.toBe(versions);
      await context().stubs.point();
      context().stubs.slack.accept(token);

      const name = uniqueName("Verify: rotated secret");
      await runTick(context(), newTick(), await importWorkflow(context(), name));
      await eventually(
        "the message",
        async () => messagesAbout(context(), name).length,
        (count) => count === 1,
      );
      const after = await assetsOf(context());
      expect(after.filter((key) => !before.includes(key))).not.toEqual([]);
      expect(before.filter((key) => !after.includes(key))).toEqual([]);
    });
  });
}

/** What makes a function with another secret another function, which keeps no old value. */
async function secretVersions({ account: { lambda }, stage }: StageContext): Promise<string> {
  const FunctionName = stage.functionName("Notify");
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  return Environment?.Variables?.["SECRET_VERSIONS"] ?? "none";
}

/** The resources that sst reports as created, updated or deleted. */
function changesIn(output: string): string[] {
  return output.split("\n").filter((line) => /^\|\s+(Created|Updated|Deleted|Replaced)/.test(line));
}

/** The scripts and styles that the page loads; their names contain a content hash. */
async function assetsOf({ account: { s3 }, stage }: StageContext): Promise<string[]> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const prefix = `bellwether-${stage.name}-dashboardassets`;
  const Bucket = Buckets.find(({ Name }) => Name?.startsWith(prefix))?.Name;
  if (Bucket === undefined) throw new Error(`the stage has no bucket ${prefix}...`);
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket })) {
    keys.push(...(page.Contents ?? []).map(({ Key = "" }) => Key));
  }
  return keys.filter((key) => key.includes("/assets/") || key.startsWith("assets/"));
}
