export type LogFields = Readonly<Record<string, unknown>>;

/** One line a call. Fields carry `tick`, `workflow_id` and `signal_id` where they exist. */
export type Log = Readonly<{
  info: (message: string, fields?: LogFields) => void;
  warn: (message: string, fields?: LogFields) => void;
  error: (message: string, fields?: LogFields) => void;
}>;
