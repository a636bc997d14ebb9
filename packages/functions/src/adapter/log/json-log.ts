import type { Log, LogFields } from "@bellwether/core/log";

export type JsonLogDeps = Readonly<{
  /** Writes one line; the line has no newline at its end. */
  writeLine: (line: string) => void;
  /** Epoch milliseconds. */
  systemNow: () => number;
}>;

/** Errors of other services may quote whole requests and responses. */
const MAX_TEXT_LENGTH = 2_000;

/** One JSON object a line: `time`, `level`, `message` and the fields. Errors among the fields appear
 *  as name, code and message, with their causes and without their stacks. Long texts are cut. */
export function jsonLog({ writeLine, systemNow }: JsonLogDeps): Log {
  const write =
    (level: string) =>
    (message: string, fields: LogFields = {}) => {
      const time = new Date(systemNow()).toISOString();
      writeLine(JSON.stringify({ time, level, message, ...fields }, jsonValues()));
    };
  return { info: write("info"), warn: write("warn"), error: write("error") };
}

/** Writes to standard output directly: Lambda adds a prefix to console output, so the line would no
 *  longer be JSON. */
export function writeToStdout(line: string): void {
  process.stdout.write(`${line}\n`);
}

function excerpt(text: string): string {
  return text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}...` : text;
}

/** Values that JSON cannot express must not silence a line of the log. */
function jsonValues(): (key: string, value: unknown) => unknown {
  const seen = new WeakSet<object>();
  return (_key, value) => {
    if (typeof value === "bigint") return String(value);
    if (typeof value === "string") return excerpt(value);
    if (typeof value !== "object" || value === null) return value;
    if (seen.has(value)) return "(circular)";
    seen.add(value);
    return value instanceof Error ? errorFields(value) : value;
  };
}

function errorFields(error: Error): object {
  return {
    name: error.name,
    ...("code" in error && { code: error.code }),
    message: error.message,
    ...(error.cause !== undefined && { cause: error.cause }),
  };
}
