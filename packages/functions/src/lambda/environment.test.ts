import { describe, expect, it } from "vitest";
import { environment } from "./environment.ts";

const arn = "arn:aws:sqs:eu-west-3:123456789012:bellwether-production-NotifyQueue";

describe("the environment of a function", () => {
  it("has the requested variables only", () => {
    const source = { BUS_NAME: " events ", QUEUE_NOTIFY_ARN: arn, PATH: "/bin" };
    expect(environment(["BUS_NAME", "QUEUE_NOTIFY_ARN"], source)).toEqual({
      BUS_NAME: "events",
      QUEUE_NOTIFY_ARN: arn,
    });
  });

  it("fails with every variable that is missing or invalid, and the reason", () => {
    const source = { QUEUE_NOTIFY_ARN: "notify", TABLE_RUNS: "", BELLWETHER_MARKET: "simulated" };
    const read = () =>
      environment(["BUS_NAME", "QUEUE_NOTIFY_ARN", "TABLE_RUNS", "BELLWETHER_MARKET"], source);
    expect(read).toThrow("BUS_NAME is missing: the event bus");
    expect(read).toThrow(/QUEUE_NOTIFY_ARN is not usable \(.+\): the queue of notify/);
    expect(read).toThrow(/TABLE_RUNS is not usable \(.+\): the table of runs/);
    expect(read).toThrow(/BELLWETHER_MARKET is not usable \(.*saxo.*binance.*\)/);
  });

  it("has the dashboard's address as an origin without a slash", () => {
    const source = { DASHBOARD_URL: "https://bellwether.example/" };
    expect(environment(["DASHBOARD_URL"], source).DASHBOARD_URL).toBe("https://bellwether.example");
  });
});
