import { describe, expect, it } from "vitest";
import { runStacks } from "./synthesis.ts";

const deploy = (stage: string, environment: NodeJS.ProcessEnv = {}) =>
  runStacks(stage, { BELLWETHER_MARKET: "binance", ...environment });

describe("a deployment is rejected at once", () => {
  it("when the name of its stage is too long for AWS", async () => {
    const stage = "a-feature-with-a-very-long-name";
    await expect(deploy(stage)).rejects.toThrow(`${stage} is 31 characters long`);
  });

  it.each(["my-aws-stage", "Cognito-test", "amazonas"])(
    "when the name of its stage is %s, which a sign-in domain may not contain",
    async (stage) => {
      await expect(deploy(stage)).rejects.toThrow(`the stage ${stage} contains`);
    },
  );

  it("when no region is given", async () => {
    const nowhere = { AWS_REGION: "", AWS_DEFAULT_REGION: "" };
    await expect(deploy("feature", nowhere)).rejects.toThrow("AWS_REGION is missing");
  });
});
