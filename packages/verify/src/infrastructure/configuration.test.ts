import { describe, expect, it } from "vitest";
import { runStacks } from "./synthesis.ts";

const deploy = (stage: string, environment: NodeJS.ProcessEnv = {}) =>
  runStacks(stage, { BELLWETHER_MARKET: "binance", ...environment });

describe("a deployment is refused at once", () => {
  it("when its stage has a name too long for AWS", async () => {
    const stage = "a-feature-with-a-very-long-name";
    await expect(deploy(stage)).rejects.toThrow(`${stage} is 31 characters long`);
  });

  it.each(["my-aws-stage", "Cognito-test", "amazonas"])(
    "when its stage is called %s, which the sign-in page may not be",
    async (stage) => {
      await expect(deploy(stage)).rejects.toThrow(`the stage ${stage} contains`);
    },
  );

  it("when nobody says in which region", async () => {
    const nowhere = { AWS_REGION: "", AWS_DEFAULT_REGION: "" };
    await expect(deploy("feature", nowhere)).rejects.toThrow("AWS_REGION is missing");
  });
});
