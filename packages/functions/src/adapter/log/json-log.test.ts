import { StoreError } from "@bellwether/core/store";
import { describe, expect, it } from "vitest";
import { jsonLog } from "./json-log.ts";

const lines = (say: (log: ReturnType<typeof jsonLog>) => void): unknown[] => {
  const written: string[] = [];
  say(jsonLog({ writeLine: (line) => written.push(line), systemNow: () => 1_795_424_460_000 }));
  return written.map((line) => JSON.parse(line));
};

describe("the log", () => {
  it("writes one JSON object a line", () => {
    expect(lines((log) => log.info("order stored", { tick: 60, signal_id: "a.60" }))).toEqual([
      {
        time: "2026-11-23T09:01:00.000Z",
        level: "info",
        message: "order stored",
        tick: 60,
        signal_id: "a.60",
      },
    ]);
  });

  it("writes an error with its name, code, message and cause", () => {
    const cause = new TypeError("socket closed");
    const error = new StoreError("unavailable", "no answer", { retryable: true, cause });
    expect(lines((log) => log.error("failed", { error }))).toMatchObject([
      {
        level: "error",
        error: {
          name: "StoreError",
          code: "unavailable",
          message: "no answer",
          cause: { name: "TypeError", message: "socket closed" },
        },
      },
    ]);
  });

  it("writes a text for values that JSON cannot express", () => {
    const circle: Record<string, unknown> = { size: 10n };
    circle["self"] = circle;
    expect(lines((log) => log.warn("odd", { circle }))).toMatchObject([
      { message: "odd", circle: { size: "10", self: "(circular)" } },
    ]);
  });

  it("truncates long responses, so that one error does not fill the log", () => {
    const [line] = lines((log) => log.warn("failed", { error: new Error("x".repeat(1_000_000)) }));
    expect(JSON.stringify(line).length).toBeLessThan(3_000);
  });
});
