import { type FunctionName, functionsWith } from "@bellwether/functions/lambda";
import { describe, expect, it } from "vitest";
import { CHANNELS, readSynthesis, resource, resourcesOf, SECRETS } from "./synthesis.ts";

const production = await readSynthesis("production");
const feature = await readSynthesis("feature");

const TIMEOUT_SECONDS: Readonly<Record<FunctionName, number>> = {
  Generate: 300,
  Persist: 30,
  Record: 30,
  Project: 60,
  RedriveParked: 60,
  RefreshLogin: 60,
  WatchRuns: 60,
  Review: 900,
  Api: 20,
  Operations: 20,
  Files: 20,
};

/** Messages of a channel are sent one after the other. */
const CHANNEL_TIMEOUT_SECONDS = 150;

describe.each(Object.entries(functionsWith(CHANNELS)))("%s", (name, module) => {
  const fn = resource(production, "aws:lambda/function:Function", `${name}Function`);

  it("runs on arm64 with Node 22, within its timeout", () => {
    expect(fn).toMatchObject({
      architectures: ["arm64"],
      runtime: "nodejs22.x",
      timeout:
        module === "channel" ? CHANNEL_TIMEOUT_SECONDS : TIMEOUT_SECONDS[name as FunctionName],
      handler: `${module}.handler`,
    });
  });

  it("reserves no concurrency, which a new account would reject", () => {
    expect(fn["reservedConcurrentExecutions"]).toBeUndefined();
  });

  it("writes its log lines unchanged into a log group with a retention period", () => {
    const { logFormat, logGroup } = fn["loggingConfig"] as { logFormat: string; logGroup: string };
    expect(logFormat).toBe("Text");
    expect(logGroup).toBe(`/aws/lambda/bellwether-production-${name}`);
    const logs = resource(production, "aws:cloudwatch/logGroup:LogGroup", `${name}Logs`);
    expect(logs["retentionInDays"]).toBe(90);
  });

  it("receives the names of secrets, never their values", () => {
    const { variables } = fn["environment"] as { variables: Record<string, string> };
    const text = JSON.stringify(variables);
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
  });
});

describe("logs", () => {
  it("are kept for a week in development stages", () => {
    const groups = [...resourcesOf(feature, "aws:cloudwatch/logGroup:LogGroup").values()];
    expect(new Set(groups.map(({ retentionInDays }) => retentionInDays))).toEqual(new Set([7]));
  });
});

describe("secrets", () => {
  it("are deployed in encrypted parameters only", () => {
    for (const [name, secret] of Object.entries(SECRETS)) {
      // sst's own records of a secret are no resources: they stay in its encrypted state.
      const holders = production.resources.filter(
        ({ type, inputs }) => type.startsWith("aws:") && JSON.stringify(inputs).includes(secret),
      );
      expect(holders.map((holder) => [holder.type, holder.name])).toEqual([
        ["aws:ssm/parameter:Parameter", `${name}Parameter`],
      ]);
      expect(resource(production, "aws:ssm/parameter:Parameter", `${name}Parameter`)).toMatchObject(
        { type: "SecureString", name: `/bellwether/production/${name}` },
      );
    }
  });

  it("are linked to no function, because a link would put them into its bundle", () => {
    const functions = resourcesOf(production, "aws:lambda/function:Function");
    for (const fn of functions.values()) {
      const { variables } = fn["environment"] as { variables: Record<string, string> };
      const linked = Object.keys(variables).filter((key) => key.startsWith("SST_RESOURCE_"));
      expect(linked).toEqual(["SST_RESOURCE_App"]);
    }
  });
});

function variablesOf(name: string): Record<string, string> {
  const fn = resource(production, "aws:lambda/function:Function", `${name}Function`);
  return (fn["environment"] as { variables: Record<string, string> }).variables;
}

describe("a rotated secret", () => {
  it.each(Object.keys(functionsWith(CHANNELS)))("changes %s if it reads a secret", (name) => {
    const variables = variablesOf(name);
    const secrets = Object.keys(variables).filter(
      (variable) => variable.startsWith("PARAMETER_") && variable !== "PARAMETER_SAXO_SESSION",
    );
    const versions = variables["SECRET_VERSIONS"]?.split(",") ?? [];
    expect(versions).toHaveLength(secrets.length);
  });
});
