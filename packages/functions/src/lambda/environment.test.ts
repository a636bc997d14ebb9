import { describe, expect, it } from "vitest";
import { arnsOf, environment } from "./environment.ts";

const arn = "arn:aws:sqs:eu-west-3:123456789012:bellwether-production-NotifyQueue";

describe("the environment of a function", () => {
  it("has the requested variables only", () => {
    const source = { BUS_NAME: " events ", QUEUE_PERSIST_ARN: arn, PATH: "/bin" };
    expect(environment(["BUS_NAME", "QUEUE_PERSIST_ARN"], source)).toEqual({
      BUS_NAME: "events",
      QUEUE_PERSIST_ARN: arn,
    });
  });

  it("fails with every variable that is missing or invalid, and the reason", () => {
    const source = { QUEUE_PERSIST_ARN: "persist", TABLE_RUNS: "", BELLWETHER_MARKET: "simulated" };
    const read = () =>
      environment(["BUS_NAME", "QUEUE_PERSIST_ARN", "TABLE_RUNS", "BELLWETHER_MARKET"], source);
    expect(read).toThrow("BUS_NAME is missing: the event bus");
    expect(read).toThrow(/QUEUE_PERSIST_ARN is not usable \(.+\): the queue of persist/);
    expect(read).toThrow(/TABLE_RUNS is not usable \(.+\): the table of runs/);
    expect(read).toThrow(/BELLWETHER_MARKET is not usable \(.*saxo.*binance.*\)/);
  });

  it("has the dashboard's address as an origin without a slash", () => {
    const source = { DASHBOARD_URL: "https://bellwether.example/" };
    expect(environment(["DASHBOARD_URL"], source).DASHBOARD_URL).toBe("https://bellwether.example");
  });

  it("has the queue of a channel under a name without hyphens", () => {
    const source = { QUEUE_DESK_WEBHOOK_ARN: arn, DEAD_LETTERS_DESK_WEBHOOK_ARN: `${arn}Dead` };
    expect(arnsOf("desk-webhook", source)).toEqual({ queue: arn, deadLetters: `${arn}Dead` });
    expect(() => arnsOf("desk-webhook", {})).toThrow(
      "DEAD_LETTERS_DESK_WEBHOOK_ARN is missing: the dead letters of desk-webhook",
    );
  });

  it("has the channels of a deployment, and rejects an unknown one", () => {
    const read = (names: string) =>
      environment(["BELLWETHER_CHANNELS"], { BELLWETHER_CHANNELS: names }).BELLWETHER_CHANNELS;
    expect(read("slack,desk-webhook")).toEqual(["slack", "desk-webhook"]);
    expect(read("")).toEqual([]);
    expect(() => read("slack,pigeon")).toThrow(
      /names "pigeon", which is not a channel: it can be slack/,
    );
  });
});
