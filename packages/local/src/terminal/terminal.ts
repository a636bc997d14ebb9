import type { Log, LogFields } from "@bellwether/core/log";
import { MultiBar, Presets } from "cli-progress";
import { printable } from "./printable.ts";

/** The output of the process. Lines and a progress bar share the screen. */
export type Terminal = Readonly<{
  /** One line, whatever the text holds. */
  line: (text: string) => void;
  /** Warnings and errors as readable lines; information only when `verbose`. */
  log: Log;
  progress: (title: string, total: number) => Progress;
}>;

type Progress = Readonly<{
  update: (done: number, note: string) => void;
  stop: () => void;
}>;

type Output = Pick<NodeJS.WriteStream, "write"> & { readonly isTTY?: boolean };

export function terminal(options: { readonly out: Output; readonly verbose: boolean }): Terminal {
  const { out } = options;
  let bars: MultiBar | null = null;
  const line = (text: string) => {
    const shown = `${printable(text)}\n`;
    if (bars === null) out.write(shown);
    else bars.log(shown);
  };
  const write = (level: string) => (message: string, fields?: LogFields) =>
    line(`${level}${message}${fields === undefined ? "" : ` ${fieldsText(fields)}`}`);
  return {
    line,
    log: {
      info: options.verbose ? write("") : () => {},
      warn: write("warning: "),
      error: write("error: "),
    },
    progress(title, total) {
      if (out.isTTY !== true) return plainProgress(line, title, total);
      const multi = new MultiBar(
        {
          format: `${title} {bar} {percentage}% {note}`,
          hideCursor: true,
          clearOnComplete: true,
          gracefulExit: false,
          barsize: 30,
          stream: out as NodeJS.WriteStream,
        },
        Presets.shades_classic,
      );
      bars = multi;
      const bar = multi.create(total, 0, { note: "" });
      const stop = () => {
        process.off("SIGINT", onInterrupt);
        multi.stop();
        bars = null;
      };
      // Ctrl-C ends the process, unless there is another listener. The bar has hidden the cursor and
      // disabled line wrapping, so both must be restored first.
      const onInterrupt = () => {
        stop();
        if (process.listenerCount("SIGINT") === 0) process.kill(process.pid, "SIGINT");
      };
      process.on("SIGINT", onInterrupt);
      return { update: (done, note) => bar.update(done, { note: printable(note) }), stop };
    },
  };
}

/** Prints a line at each tenth, for output that is not a terminal. */
function plainProgress(line: (text: string) => void, title: string, total: number): Progress {
  let tenths = 0;
  return {
    update(done, note) {
      const reached = total === 0 ? 10 : Math.floor((10 * done) / total);
      if (reached <= tenths) return;
      tenths = reached;
      line(`${title} ${tenths * 10}% ${note}`);
    },
    stop: () => {},
  };
}

function fieldsText(fields: LogFields): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${fieldText(value)}`)
    .join(" ");
}

/** An error is its message and those of its causes: its other fields do not explain it. */
function fieldText(value: unknown): string {
  if (typeof value === "string") return value;
  if (!(value instanceof Error)) return JSON.stringify(value);
  const { message, cause } = value;
  if (cause === undefined || (cause instanceof Error && message.includes(cause.message))) {
    return message;
  }
  return `${message} (cause: ${fieldText(cause)})`;
}
