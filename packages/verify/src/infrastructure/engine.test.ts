import { lastSessionDay } from "@bellwether/core/market";
import { fromIso, MAX_LATENESS_SECONDS, tickAfter } from "@bellwether/core/time";
import { describe, expect, it } from "vitest";
import { logical, readSynthesis, resource, resourcesOf, type Synthesis } from "./synthesis.ts";

const production = await readSynthesis("production");
const schedule = resource(production, "aws:scheduler/schedule:Schedule", "EngineSchedule");
const target = schedule["target"] as Record<string, unknown>;
const generate = resource(production, "aws:lambda/function:Function", "GenerateFunction");

describe("the engine's schedule", () => {
  it("has the ticks of the one-machine runtime: 1 and 31 past each hour, every day, UTC", () => {
    expect(schedule).toMatchObject({
      scheduleExpression: "cron(1,31 * * * ? *)",
      scheduleExpressionTimezone: "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      state: "ENABLED",
    });
    const midnight = Date.UTC(2026, 10, 22) / 1_000;
    expect([tickAfter(midnight), tickAfter(midnight + 60)]).toEqual([
      midnight + 60,
      midnight + 31 * 60,
    ]);
  });

  it("passes the scheduled time as the tick", () => {
    expect(logical(target["arn"])).toBe("GenerateFunction");
    expect(JSON.parse(String(target["input"]))).toEqual({
      tick: "<aws.scheduler.scheduled-time>",
      execution_context: "schedule:<aws.scheduler.execution-id>",
    });
  });

  it("retries exactly as long as the engine would still evaluate the tick", () => {
    expect(target["retryPolicy"]).toEqual({
      maximumEventAgeInSeconds: MAX_LATENESS_SECONDS,
      maximumRetryAttempts: 185,
    });
    const config = resource(
      production,
      "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
      "GenerateEventInvokeConfig",
    );
    expect(config).toMatchObject({
      maximumEventAgeInSeconds: MAX_LATENESS_SECONDS,
      maximumRetryAttempts: 2,
    });
  });

  it("completes three runs and the pauses between them before the tick is too old", () => {
    const pauses = 60 + 120;
    expect(3 * Number(generate["timeout"]) + pauses).toBeLessThan(MAX_LATENESS_SECONDS);
  });

  it("keeps a tick whose invocation or run failed for good", () => {
    const { arn } = target["deadLetterConfig"] as { arn: string };
    const { targetArn } = generate["deadLetterConfig"] as { targetArn: string };
    expect([logical(arn), logical(targetArn)]).toEqual([
      "GenerateDeadLettersQueue",
      "GenerateDeadLettersQueue",
    ]);
  });

  it("returns dead ticks to the engine through a queue", () => {
    const mappings = [
      ...resourcesOf(production, "aws:lambda/eventSourceMapping:EventSourceMapping").values(),
    ];
    const mapping = mappings.find(
      ({ eventSourceArn }) => logical(eventSourceArn) === "GenerateQueueQueue",
    );
    expect(logical(mapping?.["functionName"])).toBe("GenerateFunction");
  });
});

describe("the watch for missed runs", () => {
  it("runs five minutes after each tick is due, and once in between", () => {
    const watch = resource(production, "aws:scheduler/schedule:Schedule", "RunWatchSchedule");
    expect(watch).toMatchObject({
      scheduleExpression: "cron(6,21,36,51 * * * ? *)",
      scheduleExpressionTimezone: "UTC",
    });
    expect(logical((watch["target"] as { arn: string }).arn)).toBe("WatchRunsFunction");
  });
});

describe("the review", () => {
  it("runs after the last session of a day, and after each one where summaries are wanted", async () => {
    const scheduleIn = (synthesis: Synthesis) =>
      resource(synthesis, "aws:scheduler/schedule:Schedule", "DailyReviewSchedule");
    expect(scheduleIn(production)["scheduleExpression"]).toBe("cron(5,35 22 * * ? *)");
    expect(scheduleIn(await readSynthesis("feature"))["scheduleExpression"]).toBe(
      "cron(5,35 * * * ? *)",
    );
  });

  it("begins five minutes after a summary can be due, in summer and in winter", () => {
    for (const day of ["2026-07-01", "2026-12-01"]) {
      for (const session of ["eu", "us", "always"] as const) {
        const { to } = lastSessionDay(session, fromIso(`${day}T12:00:00Z`));
        expect(to % 1_800).toBe(0);
      }
    }
  });
});

describe("the Saxo login", () => {
  it("is renewed three times within the lifetime of a refresh token", () => {
    const renewal = resource(production, "aws:scheduler/schedule:Schedule", "SaxoLoginSchedule");
    expect(renewal["scheduleExpression"]).toBe("rate(10 minutes)");
    expect(logical((renewal["target"] as { arn: string }).arn)).toBe("RefreshLoginFunction");
  });

  it("is not part of a deployment for another market", async () => {
    const feature = await readSynthesis("feature");
    const schedules = resourcesOf(feature, "aws:scheduler/schedule:Schedule");
    expect([...schedules.keys()].toSorted()).toEqual([
      "DailyReviewSchedule",
      "EngineSchedule",
      "RunWatchSchedule",
    ]);
    expect([...resourcesOf(feature, "aws:ssm/parameter:Parameter").keys()]).toEqual([
      "SlackBotTokenParameter",
    ]);
  });
});
