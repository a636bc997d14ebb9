import type { Log, LogFields } from "@bellwether/core/log";

export type JsonLogDeps = Readonly<{
  /** Writes one line; the line has no newline at its end. */
  writeLine: (line: string) => void;
  /** Epoch milliseconds. */
  systemNow: () => number;
}>;

/** One JSON object a line: `time`, `level`, `message` and the fields. Errors among the fields are
 *  told by name, code and message, with their causes and without their stacks. */
export function jsonLog({ writeLine, systemNow }: JsonLogDeps): Log {
  const write =
    (level: string) =>
    (message: string, fields: LogFields = {}) => {
      const time = new Date(systemNow()).toISOString();
      writeLine(JSON.stringify({ time, level, message, ...fields }, plain()));
    };
  return { info: write("info"), warn: write("warn"), error: write("error") };
}

/** Straight to standard output: Lambda would put its own words before what goes to the console,
 *  and the line would not be JSON any more. */
export function writeToStdout(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What JSON has no word for must not silence a line of the log. */
function plain(): (key: string, value: unknown) => unknown {
  const seen = new WeakSet<object>();
  return (_key, value) => {
    if (typeof value === "bigint") return String(value);
    if (typeof value !== "object" || value === null) return value;
    if (seen.has(value)) return "(again)";
    seen.add(value);
    return value instanceof Error ? told(value) : value;
  };
}

function told(error: Error): object {
  return {
    name: error.name,
    ...("code" in error && { code: error.code }),
    message: error.message,
    ...(error.cause !== undefined && { cause: error.cause }),
  };
}
